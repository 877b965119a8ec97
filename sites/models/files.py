"""Our own image and document models: Wagtail cannot change to them later."""

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

from sites.models.binned import Binnable, BinnedManager, KeptDocuments, KeptImages
from sites.uploads import documents
from sites.uploads.examined import ExaminedUpload
from sites.uploads.fields import PictureField, SizedField
from sites.uploads.renditions import LimitedFilter, sized

# Of the text of one file; the reader (``sites.uploads.text_reader``) keeps to it by itself.
MOST_CHARACTERS = 300_000


# 5.17 bits each of small letters and digits: 134 bits, as no storage tells "a" from "A" for sure.
SECRET_LENGTH = 26
# A folder and a secret in front of names that people gave.
MAX_PATH_LENGTH = 200
# A rendition's path has 100 characters; the storage may need some to tell two files apart.
MAX_KIND_LENGTH = 50


def make_secret() -> str:
    """Return a random part for the name of a stored file, of more than 128 bits."""
    return get_random_string(SECRET_LENGTH, ascii_lowercase + digits)


def get_document_path(document: "AgencyDocument", name: str) -> str:
    """Return where a document's file is stored: a folder nobody can guess, then its own name."""
    return f"documents/{make_secret()}/{name}"


def validate_document(file: FieldFile) -> None:
    """Raise ValidationError unless an uploaded file's content is what its name promises.

    What comes in by a form has been looked at before.
    """
    if not file.name or file._committed or isinstance(file.file, ExaminedUpload):  # type: ignore[attr-defined]
        return
    cast(AgencyDocument, file.instance).has_macros = documents.check(file, file.name)


def without_tags(fields: Iterable[str]) -> tuple[str, ...]:
    """Leave out of a form what is one list for all agencies; see ``sites.isolation.tags``."""
    return tuple(field for field in fields if field != "tags")


class AgencyImage(Binnable, AbstractImage):
    """A picture. Its description is what a person who cannot see it is told (WCAG 2.2, 1.1.1)."""

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

    objects = KeptImages()
    binned = BinnedManager()

    admin_form_fields = without_tags(Image.admin_form_fields)
    search_fields = [*AbstractImage.search_fields, index.FilterField("binned_at")]

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def get_upload_to(self, filename: str) -> str:
        """Return where the original is stored: a folder nobody can guess, then its own name."""
        path = PurePosixPath(super().get_upload_to(filename))
        return str(path.parent / make_secret() / path.name)

    @property
    def secret(self) -> str:
        """The random part of the original's path, which the names of its renditions begin with.

        A new one for each rendition where the original has none, as one put there by hand.
        """
        folder = PurePosixPath(self.file.name).parent.name
        return folder if len(folder) == SECRET_LENGTH else make_secret()

    def generate_rendition_file(self, filter: Filter, *, source: File | None = None) -> File:  # noqa: A002, Wagtail's name
        """As Wagtail does, but in a process of its own; drawings are not decoded."""
        if self.is_svg():
            return super().generate_rendition_file(filter, source=source)
        limited = LimitedFilter(filter.spec)
        return sized(super().generate_rendition_file(limited, source=source), limited)

    def _forget_copies(self) -> None:
        self.renditions.all().delete()


class AgencyRendition(AbstractRendition):
    """One size of a picture in one format; see ``sites.uploads.sizes``."""

    image = models.ForeignKey(AgencyImage, models.CASCADE, related_name="renditions")
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
        # Whoever asks for a picture names its file.
        indexes = [models.Index(fields=["file"], name="rendition_file")]

    def get_upload_to(self, filename: str) -> str:
        """Return where the rendition is stored: the secret of its original, then what it is.

        Wagtail's name begins with that of the original, and cuts off so much of it that a few
        characters are left (``filename`` has the suffix that fits the format).
        """
        suffix = PurePosixPath(filename).suffix
        kind = ".".join(filter(None, [self.focal_point_key, self.filter_spec.replace("|", ".")]))
        return f"images/{self.image.secret}.{kind[:MAX_KIND_LENGTH]}{suffix}"


class Reading(models.TextChoices):
    """What is known of a document's text; other kinds of files stay ``UNREAD``."""

    UNREAD = "unread"
    READ = "read"
    # Pictures of pages, and hardly a word.
    SCAN = "scan"
    UNREADABLE = "unreadable"


class AgencyDocument(Binnable, AbstractDocument):
    """A file to download."""

    # Wagtail's field, and its content judged: by every form that has it, and by full_clean.
    file = models.FileField(
        _("file"),
        upload_to=get_document_path,
        validators=[validate_document],
        max_length=MAX_PATH_LENGTH,
    )
    reading = models.CharField(
        max_length=10, choices=Reading.choices, default=Reading.UNREAD, editable=False
    )
    # It may run something by itself: macros, scripts, another file within it.
    has_macros = models.BooleanField(default=False, editable=False)

    objects = KeptDocuments()
    binned = BinnedManager()

    admin_form_fields = without_tags(Document.admin_form_fields)
    search_fields = [*AbstractDocument.search_fields, index.FilterField("binned_at")]

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def clean(self) -> None:
        # Wagtail's would judge the name of a file that is not there yet, where several are
        # uploaded at once, and name a field that the form for their titles has not.
        super(AbstractDocument, self).clean()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; of a new file also its size and its hash, by which browsers know their copy."""
        if self.file and not self.file._committed:  # type: ignore[attr-defined]
            # Wagtail does so in its forms alone.
            self._set_document_file_metadata()
            if isinstance(self.file.file, ExaminedUpload):
                self.has_macros = self.file.file.has_macros
            if not self._was_read():
                self.reading = Reading.UNREAD
            if kwargs.get("update_fields") is not None:
                told = {"file_size", "file_hash", "reading", "has_macros"}
                kwargs["update_fields"] = {*kwargs["update_fields"], *told}
        super().save(*args, **kwargs)

    def _was_read(self) -> bool:
        """Whether the file's bytes are those that were read last."""
        known = DocumentText.objects.filter(document_id=self.pk)
        return bool(self.pk) and known.filter(digest=self.file_hash).exists()

    @property
    def is_pdf(self) -> bool:
        return self.file_extension.lower() == "pdf"

    @property
    def is_scan(self) -> bool:
        """Whether it is known to hold pictures of pages and no text."""
        return self.reading == Reading.SCAN


class DocumentText(models.Model):
    """The plain text of a document's file, in a table of its own: lists of files do not read it.

    It is in NFC, with one space between words and one break between lines. ``digest`` is the
    hash of the bytes it was read from.
    """

    document = models.OneToOneField(AgencyDocument, models.CASCADE, related_name="read_text")
    text = models.TextField(blank=True, max_length=MOST_CHARACTERS)
    digest = models.CharField(max_length=40)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.document)
