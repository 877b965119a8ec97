"""Custom image and document models.

They exist from the first migration, because Wagtail cannot switch to custom models later
(docs/decisions/0020-own-models-before-the-first-migration.md).
"""

from collections.abc import Iterable
from pathlib import PurePosixPath
from string import ascii_lowercase, digits
from typing import Any, cast

from django.core.files.base import File
from django.db import models
from django.db.models.fields.files import FieldFile
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Filter,
    Image,
    get_rendition_storage,
    get_rendition_upload_to,
    get_upload_to,
)
from wagtail.search import index

from content.files import validation
from content.files.examined import ExaminedUpload
from content.files.fields import PictureField, SizedField
from content.files.rendition_filters import (
    LimitedFilter,
    RenditionNotStoredError,
    make_sized_file,
    make_sized_files,
)
from content.models.trash import (
    ActiveDocumentManager,
    ActiveImageManager,
    SoftDeleteMixin,
    TrashManager,
)

# Limit of the extracted text of one file; ``content.files.text_reader`` keeps to it as well.
MAX_CHARACTERS = 300_000


# 5.17 bits per character, 134 bits in all. Lower-case letters and digits only, because some
# storages do not distinguish "a" from "A".
SECRET_LENGTH = 26
# Leaves room for a folder and a secret in front of the name of the uploaded file.
MAX_PATH_LENGTH = 200
# Of the filter in a rendition's name. The path has 100 characters at most, and the storage may
# append some to make a name unique.
MAX_KIND_LENGTH = 50


def make_secret() -> str:
    """Return a random string of more than 128 bits for the path of a stored file."""
    return get_random_string(SECRET_LENGTH, ascii_lowercase + digits)


def get_document_path(document: "CustomDocument", name: str) -> str:
    """Return the storage path of a document's file: an unguessable folder, then its own name."""
    return f"documents/{make_secret()}/{name}"


def validate_document(file: FieldFile) -> None:
    """Raise ValidationError unless the content of an uploaded file matches its name.

    Sets ``has_macros`` on the document. Skips files that are stored already, and uploads from
    forms, which were examined before.
    """
    if not file.name or file._committed or isinstance(file.file, ExaminedUpload):  # type: ignore[attr-defined]
        return
    cast(CustomDocument, file.instance).has_macros = validation.check_document(file, file.name)


def exclude_tags(fields: Iterable[str]) -> tuple[str, ...]:
    """Return the names of form fields without ``tags``; see ``sites.permissions.references``."""
    return tuple(field for field in fields if field != "tags")


class CustomImage(SoftDeleteMixin, AbstractImage):
    """A picture; its description is the text alternative (WCAG 2.2, 1.1.1)."""

    file = PictureField(
        _("file"),
        upload_to=get_upload_to,
        width_field="width",
        height_field="height",
        max_length=MAX_PATH_LENGTH,
    )
    description = models.CharField(
        _("description"),
        max_length=255,
        help_text=_("What the picture shows, in one sentence, for people who cannot see it."),
    )

    objects = ActiveImageManager()
    trashed = TrashManager()

    file_fields = (
        *SoftDeleteMixin.file_fields,
        *("width", "height"),
        *("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"),
    )

    admin_form_fields = exclude_tags(Image.admin_form_fields)
    search_fields = [*AbstractImage.search_fields, index.FilterField("binned_at")]

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def get_upload_to(self, filename: str) -> str:
        """Return the storage path of the original: an unguessable folder, then its own name."""
        path = PurePosixPath(super().get_upload_to(filename))
        return str(path.parent / make_secret() / path.name)

    @property
    def secret(self) -> str:
        """The random part of the original's path, which begins the names of its renditions.

        A new one each time if the path has none, for example if the file was put there by hand.
        """
        folder = PurePosixPath(self.file.name).parent.name
        return folder if len(folder) == SECRET_LENGTH else make_secret()

    def generate_rendition_file(self, filter: Filter, *, source: File | None = None) -> File:  # noqa: A002, Wagtail's name
        """Make a rendition in a separate process with limits; SVG is left to Wagtail."""
        if self.is_svg():
            return super().generate_rendition_file(filter, source=source)
        limited = LimitedFilter(filter.spec)
        return make_sized_file(super().generate_rendition_file(limited, source=source), limited)

    def create_rendition(self, filter: Filter) -> "CustomRendition":  # noqa: A002, Wagtail's name
        """Make and store a rendition, as Wagtail does.

        Raises SourceImageIOError if it cannot be made (screens then show a missing picture),
        RenditionNotStoredError, which is one, if there is no room for it.
        """
        return self._store_rendition(filter, self.generate_rendition_file(filter))

    def create_renditions(self, *filters: Filter) -> "dict[Filter, CustomRendition]":
        """Make renditions in one process, which decodes the image once, and store them.

        Raises as ``create_rendition`` does. Wagtail's method makes three at a time, in threads.
        """
        if self.is_svg() or len(filters) == 1:
            return {one: self.create_rendition(one) for one in filters}
        files = make_sized_files(self, [one.spec for one in filters]) if filters else []
        return {
            one: self._store_rendition(one, file) for one, file in zip(filters, files, strict=True)
        }

    def _store_rendition(self, rendition_filter: Filter, file: File) -> "CustomRendition":
        key = {
            "filter_spec": rendition_filter.spec,
            "focal_point_key": rendition_filter.get_cache_key(self),
        }
        try:
            # Another process may have made it meanwhile.
            return self.renditions.get_or_create(**key, defaults={"file": file})[0]
        except OSError as error:
            raise RenditionNotStoredError(f"{self.file.name}: {error}") from error

    def _delete_derived_files(self) -> None:
        self.renditions.all().delete()


class CustomRendition(AbstractRendition):
    """A rendition of a picture: one size in one format; see ``content.renditions``."""

    image = models.ForeignKey(CustomImage, models.CASCADE, related_name="renditions")
    file = SizedField(
        upload_to=get_rendition_upload_to,
        storage=get_rendition_storage,
        width_field="width",
        height_field="height",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="unique_rendition"
            )
        ]
        # ``sites.views.documents.serve_image`` looks renditions up by file.
        indexes = [models.Index(fields=["file"], name="rendition_file")]

    def get_upload_to(self, filename: str) -> str:
        """Return the storage path of the rendition: its original's secret, then its filter.

        Of ``filename`` only the suffix is used, which fits the format. Wagtail's own name begins
        with the original's, of which a long filter leaves only a few characters.
        """
        suffix = PurePosixPath(filename).suffix
        kind = ".".join(filter(None, [self.focal_point_key, self.filter_spec.replace("|", ".")]))
        return f"images/{self.image.secret}.{kind[:MAX_KIND_LENGTH]}{suffix}"


class ExtractionStatus(models.TextChoices):
    """Status of the text extraction of a document; unsupported types of files stay ``UNREAD``."""

    UNREAD = "unread"
    READ = "read"
    # Pages that are pictures, with hardly any text.
    SCAN = "scan"
    UNREADABLE = "unreadable"


class CustomDocument(SoftDeleteMixin, AbstractDocument):
    """A document to download."""

    # Wagtail's field, with a validator for the content; forms and ``full_clean`` run it.
    file = models.FileField(
        _("file"),
        upload_to=get_document_path,
        validators=[validate_document],
        max_length=MAX_PATH_LENGTH,
    )
    reading = models.CharField(
        max_length=10,
        choices=ExtractionStatus.choices,
        default=ExtractionStatus.UNREAD,
        editable=False,
    )
    # Whether the file has active content: macros, scripts or an embedded file.
    has_macros = models.BooleanField(default=False, editable=False)

    objects = ActiveDocumentManager()
    trashed = TrashManager()

    file_fields = (*SoftDeleteMixin.file_fields, "has_macros", "reading")

    admin_form_fields = exclude_tags(Document.admin_form_fields)
    search_fields = [*AbstractDocument.search_fields, index.FilterField("binned_at")]

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def clean(self) -> None:
        # Not Wagtail's: when several files are uploaded at once, it would check the name of a
        # file that is not there yet, and report errors for a field that the form lacks.
        super(AbstractDocument, self).clean()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the document; for a new file also set its size, hash (used as ETag) and status."""
        if self.file and not self.file._committed:  # type: ignore[attr-defined]
            # Wagtail sets size and hash only in its forms.
            self._set_document_file_metadata()
            if isinstance(self.file.file, ExaminedUpload):
                self.has_macros = self.file.file.has_macros
            if not self._is_extracted():
                self.reading = ExtractionStatus.UNREAD
            if kwargs.get("update_fields") is not None:
                derived = {"file_size", "file_hash", "reading", "has_macros"}
                kwargs["update_fields"] = {*kwargs["update_fields"], *derived}
        super().save(*args, **kwargs)

    def _is_extracted(self) -> bool:
        """Return whether the text was already extracted from the same bytes."""
        known = DocumentText.objects.filter(document_id=self.pk)
        return bool(self.pk) and known.filter(digest=self.file_hash).exists()

    def _reset_derived(self) -> None:
        self.reading = ExtractionStatus.UNREAD

    @property
    def is_pdf(self) -> bool:
        """Whether the file is a PDF, by its suffix."""
        return self.file_extension.lower() == "pdf"

    @property
    def is_scan(self) -> bool:
        """Whether text extraction found pictures of pages and no text."""
        return self.reading == ExtractionStatus.SCAN


class DocumentText(models.Model):
    """The extracted plain text of a document, in its own table so that lists do not load it.

    ``text`` is in NFC, with one space between words and one line break between lines. ``digest``
    is the hash of the file that the text was extracted from.
    """

    document = models.OneToOneField(CustomDocument, models.CASCADE, related_name="read_text")
    text = models.TextField(blank=True, max_length=MAX_CHARACTERS)
    digest = models.CharField(max_length=40)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.document)
