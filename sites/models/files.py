"""Our own image and document models: Wagtail cannot change to them later."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image, get_upload_to
from wagtail.search import index

from sites.models.binned import Binnable, BinnedManager, KeptDocuments, KeptImages
from sites.uploads import documents
from sites.uploads.fields import PictureField
from sites.uploads.scans import look_for_text


def validate_document(file: FieldFile) -> None:
    """Raise ValidationError unless an uploaded file's content is what its name promises."""
    if file.name and not file._committed:  # type: ignore[attr-defined]
        documents.check(file, file.name)


def without_tags(fields: Iterable[str]) -> tuple[str, ...]:
    """Leave out of a form what is one list for all agencies; see ``sites.isolation.tags``."""
    return tuple(field for field in fields if field != "tags")


class AgencyImage(Binnable, AbstractImage):
    """A picture. Its description is what a person who cannot see it is told (WCAG 2.2, 1.1.1)."""

    file = PictureField(
        _("file"), upload_to=get_upload_to, width_field="width", height_field="height"
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

    def _forget_copies(self) -> None:
        self.renditions.all().delete()


class AgencyRendition(AbstractRendition):
    """One size of a picture in one format; see ``sites.uploads.sizes``."""

    image = models.ForeignKey(AgencyImage, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="unique_rendition"
            )
        ]


class AgencyDocument(Binnable, AbstractDocument):
    """A file to download."""

    # Wagtail's field, and its content judged: by every form that has it, and by full_clean.
    file = models.FileField(_("file"), upload_to="documents", validators=[validate_document])
    # Of a PDF, once it has been looked at; None where nobody knows.
    has_text = models.BooleanField(null=True, editable=False)

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
        is_new_file = bool(self.file) and not self.file._committed  # type: ignore[attr-defined]
        if is_new_file:
            self.has_text = None
        super().save(*args, **kwargs)
        if is_new_file and self.is_pdf:
            look_for_text.enqueue(self.pk, str(self.file.name))

    @property
    def is_pdf(self) -> bool:
        return self.file_extension.lower() == "pdf"

    @property
    def is_scan(self) -> bool:
        """Whether it is known to hold pictures of pages and no text."""
        return self.has_text is False
