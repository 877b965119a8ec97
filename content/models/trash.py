"""Soft deletion of pictures and documents: deleted files stay in the trash for some days.

So do other files of a picture or document: those that were replaced, and those that were held back
instead of replacing it. Each is a row of its own in the trash, which names the present one.

The default manager (``objects``), which lists, choosers, forms, the API and the download of
documents use, excludes files in the trash. See
docs/decisions/0026-deleted-pages-stay-in-the-tree.md.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from wagtail.documents.models import DocumentQuerySet
from wagtail.images.models import ImageQuerySet
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import Collection

from accounts.models import User
from content.files.references import list_usages
from content.signals import file_discarded

VERSION_USED = "agencies.file_version"


def get_version_title(present: Any, other: Any) -> str:
    """Return how another file of ``present`` is called in the trash, in the default language."""
    name = other.filename
    with override(settings.LANGUAGE_CODE):
        title = _("%(title)s (other file: %(name)s)")
    room = other._meta.get_field("title").max_length - len(title % {"title": "", "name": name})
    return title % {"title": present.title[: max(room, 0)], "name": name}


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

    def follow(self, keys: Iterable[int], collection: Collection) -> None:
        """Move the other files of pictures or documents into the collection of the present ones.

        ``keys``: of the present ones. Who sees a file in the trash is decided by its collection.
        """
        self.filter(version_of__in=[*keys]).update(collection=collection)


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
    # Of another file of the same picture or document, which lies in the trash beside it.
    version_of = models.ForeignKey(
        "self", models.CASCADE, null=True, editable=False, related_name="+"
    )
    # Django's field has no such attribute; Wagtail's reference index reads it.
    binned_by.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]
    version_of.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]

    version_of_id: int | None

    # What belongs to the stored file, and goes with it from row to row.
    file_fields: tuple[str, ...] = ("file", "file_size", "file_hash")

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
        """Restore the file from the trash to its collection, and log it.

        Another file of a picture or document is used for it from now on, and the one used so far is
        in the trash in its place; if both are there, the picture or document is restored too.
        """
        if self.version_of_id:
            self._exchange(user)
            return
        self.binned_at = self.binned_by = None
        self.save(update_fields=["binned_at", "binned_by"])
        log(self, "agencies.bin.restore", user=user)

    def purge(self, *, user: User | None = None) -> None:
        """Delete the file permanently, and log it. Raise ProtectedError if it is in use."""
        self._refuse_if_used()
        log(self, "agencies.bin.purge", user=user, deleted=True)
        super().delete()

    def add_to_trash_of(self, present: Any, *, user: User | None) -> None:
        """Insert a row with this one's file into the trash, as another file of ``present``.

        ``self``: the stored row of ``present``, before another file replaces its own, or a new one.
        """
        self.pk = self.id = None
        self._state.adding = True
        self.title, self.collection_id = get_version_title(present, self), present.collection_id
        self.version_of, self.binned_at, self.binned_by = present, timezone.now(), user
        # Without signals: lists and searches shall not hear of files in the trash.
        type(self)._base_manager.bulk_create([self])

    @transaction.atomic
    def _exchange(self, user: User) -> None:
        model: Any = type(self)
        keys = [self.pk, self.version_of_id]
        rows = model._base_manager.select_for_update().in_bulk(keys)
        other, present = rows[self.pk], rows[self.version_of_id]
        if present.binned_at:
            present.restore(user=user)
        theirs = present._get_file_values()
        # Past the descriptor of pictures, which would open and measure the file.
        vars(present).update(other._get_file_values())
        present._reset_derived()
        # With signals: a former name leads on, and what was made of the file is made anew.
        present.save(update_fields=[*self.file_fields])
        vars(other).update(theirs)
        model._base_manager.filter(pk=other.pk).update(
            **theirs,
            title=get_version_title(present, other),
            collection=present.collection,
            binned_at=timezone.now(),
            binned_by=user,
        )
        log(present, VERSION_USED, user=user)

    def _get_file_values(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in self.file_fields}
        return values | {"file": values["file"].name}

    def _refuse_if_used(self) -> None:
        uses = list_usages(self)
        if uses:
            raise ProtectedError(_("This file is in use."), set(uses))

    def _reset_derived(self) -> None:
        """Take away what was made of a stored file that is no longer this one's."""
        self._delete_derived_files()

    def _delete_derived_files(self) -> None:
        """Delete derived files, whose URLs are public, at once; a hook for subclasses."""
