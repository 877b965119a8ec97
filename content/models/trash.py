"""Soft deletion of pictures and documents: deleted files stay in the trash for some days.

The default manager (``objects``), which lists, choosers, forms, the API and the download of
documents use, excludes files in the trash. See
docs/decisions/0026-deleted-pages-stay-in-the-tree.md.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.documents.models import DocumentQuerySet
from wagtail.images.models import ImageQuerySet
from wagtail.log_actions import get_active_log_context, log

from accounts.models import User
from content.files.references import list_usages
from content.signals import file_discarded


class SoftDeleteQuerySet(models.QuerySet[Any]):
    """QuerySet whose ``delete`` moves files to the trash."""

    def delete(self) -> tuple[int, dict[str, int]]:
        """Move each file to the trash with its own ``delete``, all or none.

        Raises ProtectedError if one of them is in use.
        """
        with transaction.atomic():
            files = list(self)
            for file in files:
                file.delete()
        return len(files), {self.model._meta.label: len(files)}


class ImageSoftDeleteQuerySet(SoftDeleteQuerySet, ImageQuerySet):
    """QuerySet of images that are moved to the trash when deleted."""


class DocumentSoftDeleteQuerySet(SoftDeleteQuerySet, DocumentQuerySet):
    """QuerySet of documents that are moved to the trash when deleted."""


class ActiveManager(models.Manager):
    """Manager of the files that are not in the trash."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(binned_at=None)


class TrashManager(models.Manager):
    """Manager of the files in the trash."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(binned_at__isnull=False)

    def expired(self) -> models.QuerySet:
        """Return the files that have been in the trash for longer than ``settings.BIN_DAYS``."""
        return self.filter(binned_at__lt=timezone.now() - timedelta(days=settings.BIN_DAYS))


ActiveImageManager = ActiveManager.from_queryset(ImageSoftDeleteQuerySet)
ActiveDocumentManager = ActiveManager.from_queryset(DocumentSoftDeleteQuerySet)


class SoftDeleteMixin(models.Model):
    """Abstract model of a file whose deletion can be undone.

    ``delete`` moves the file to the trash, ``purge`` deletes it permanently.
    """

    binned_at = models.DateTimeField(
        gettext_lazy("deleted on"), null=True, editable=False, db_index=True
    )
    binned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=gettext_lazy("deleted by"),
    )
    # Django's field has no such attribute; Wagtail's reference index reads it.
    binned_by.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]

    class Meta:
        abstract = True

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Move the file to the trash, in the name of the user signed in to the admin.

        Sends ``file_discarded`` before the change. Raises ProtectedError, with the objects that use
        the file, if it is in use.
        """
        self._refuse_if_used()
        file_discarded.send(type(self), instance=self)
        self.binned_at = timezone.now()
        self.binned_by = get_active_log_context().user
        # Not with ``save``: tasks that Wagtail runs after it would look for the file with the
        # default manager and not find it.
        type(self)._base_manager.filter(pk=self.pk).update(
            binned_at=self.binned_at, binned_by=self.binned_by
        )
        self._delete_derived_files()
        log(self, "agencies.bin")
        return 1, {self._meta.label: 1}

    def restore(self, *, user: User) -> None:
        """Restore the file from the trash to its collection, and log it."""
        self.binned_at = self.binned_by = None
        self.save(update_fields=["binned_at", "binned_by"])
        log(self, "agencies.bin.restore", user=user)

    def purge(self, *, user: User | None = None) -> None:
        """Delete the file permanently, and log it. Raise ProtectedError if it is in use."""
        self._refuse_if_used()
        log(self, "agencies.bin.purge", user=user, deleted=True)
        super().delete()

    def _refuse_if_used(self) -> None:
        uses = list_usages(self)
        if uses:
            raise ProtectedError(_("This file is in use."), set(uses))

    def _delete_derived_files(self) -> None:
        """Delete derived files, whose URLs are public, at once; a hook for subclasses."""
