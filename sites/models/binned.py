"""Files that can be brought back for some days after they have been deleted.

To everything that asks the usual way (``objects``, which lists, choosers, forms, the API and the
download of documents use), a file in the bin does not exist.
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
from sites.signals import file_discarded
from sites.uploads.uses import uses_of


class DeletingIntoBin(models.QuerySet[Any]):
    def delete(self) -> tuple[int, dict[str, int]]:
        """Move each file to the bin, as deleting it alone does."""
        with transaction.atomic():
            files = list(self)
            for file in files:
                file.delete()
        return len(files), {self.model._meta.label: len(files)}


class KeptImageQuerySet(DeletingIntoBin, ImageQuerySet):
    pass


class KeptDocumentQuerySet(DeletingIntoBin, DocumentQuerySet):
    pass


class KeptManager(models.Manager):
    """What is not in the bin."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(binned_at=None)


class BinnedManager(models.Manager):
    """What is in the bin."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(binned_at__isnull=False)

    def outdated(self) -> models.QuerySet:
        """What has been in the bin for longer than ``BIN_DAYS``."""
        return self.filter(binned_at__lt=timezone.now() - timedelta(days=settings.BIN_DAYS))


KeptImages = KeptManager.from_queryset(KeptImageQuerySet)
KeptDocuments = KeptManager.from_queryset(KeptDocumentQuerySet)


class Binnable(models.Model):
    """A file whose deletion can be undone. ``delete`` moves it to the bin, ``purge`` ends it."""

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
    # Django's field has no such attribute; Wagtail's index of references asks for it.
    binned_by.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]

    class Meta:
        abstract = True

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Move the file to the bin, in the name of the person signed in to the admin.

        Raises ProtectedError, with what uses it, where the file is needed.
        """
        self._refuse_if_used()
        file_discarded.send(type(self), instance=self)
        self.binned_at = timezone.now()
        self.binned_by = get_active_log_context().user
        # Not saved: Wagtail's tasks after saving would look for a file that is there no more.
        type(self)._base_manager.filter(pk=self.pk).update(
            binned_at=self.binned_at, binned_by=self.binned_by
        )
        self._forget_copies()
        log(self, "agencies.bin")
        return 1, {self._meta.label: 1}

    def restore(self, *, user: User) -> None:
        """Bring the file back from the bin to where it was."""
        self.binned_at = self.binned_by = None
        self.save(update_fields=["binned_at", "binned_by"])
        log(self, "agencies.bin.restore", user=user)

    def purge(self, *, user: User | None = None) -> None:
        """Delete the file for good. Raises ProtectedError where something needs it after all."""
        self._refuse_if_used()
        log(self, "agencies.bin.purge", user=user, deleted=True)
        super().delete()

    def _refuse_if_used(self) -> None:
        uses = uses_of(self)
        if uses:
            raise ProtectedError(_("This file is in use."), set(uses))

    def _forget_copies(self) -> None:
        """What has been made of the file and is public by its address goes at once."""
