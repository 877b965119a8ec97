"""Our own image and document models: Wagtail cannot change to them later."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class AgencyImage(AbstractImage):
    """A picture. Its description is what a person who cannot see it is told (WCAG 2.2, 1.1.1)."""

    description = models.CharField(
        _("description"),
        max_length=255,
        help_text=_("What the picture shows, in one sentence, for people who cannot see it."),
    )

    admin_form_fields = Image.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")


class AgencyRendition(AbstractRendition):
    """One size of a picture, made when first shown."""

    image = models.ForeignKey(AgencyImage, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="unique_rendition"
            )
        ]


class AgencyDocument(AbstractDocument):
    """A file to download."""

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
