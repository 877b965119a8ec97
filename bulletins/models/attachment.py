"""Files attached to bulletins."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from sites.models import AgencyDocument


class BulletinAttachment(Orderable):
    """A document attached to a bulletin; it cannot be deleted while it is attached."""

    bulletin = ParentalKey(
        "bulletins.Bulletin", related_name="attachments", on_delete=models.CASCADE
    )
    document = models.ForeignKey(
        AgencyDocument, models.PROTECT, related_name="+", verbose_name=_("file")
    )
    caption = models.CharField(_("name to show"), max_length=160, blank=True)

    panels = ["document", "caption"]
