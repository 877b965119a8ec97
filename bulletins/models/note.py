"""Updates and corrections of a published bulletin."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from content.fields import BoundedTextField
from content.models import CustomDocument

# Characters: what can be read out in half a minute.
MAX_NOTE_LENGTH = 600


class NoteKind(models.TextChoices):
    """Kind of a note."""

    UPDATE = "update", _("Update")
    CORRECTION = "correction", _("Correction")


class BulletinNote(models.Model):
    """A dated update or correction, part of a bulletin and published with it.

    Notes of the source row (default language) are shown in every language, so that none is
    missing until it is translated; those of translations are not shown.
    """

    bulletin = ParentalKey("bulletins.Bulletin", related_name="notes", on_delete=models.CASCADE)
    kind = models.CharField(
        pgettext_lazy("note", "kind"),
        max_length=10,
        choices=NoteKind.choices,
        default=NoteKind.UPDATE,
    )
    at = models.DateTimeField(_("time"), default=timezone.now)
    text = BoundedTextField(
        _("what to tell"),
        max_length=MAX_NOTE_LENGTH,
    )

    panels = ["kind", "at", "text"]

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("update or correction")
        verbose_name_plural = _("updates and corrections")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%d/%m/%Y}: {self.text[:60]}"


class BulletinAttachment(Orderable):
    """A document attached to a bulletin; it cannot be deleted while it is attached."""

    bulletin = ParentalKey(
        "bulletins.Bulletin", related_name="attachments", on_delete=models.CASCADE
    )
    document = models.ForeignKey(
        CustomDocument, models.PROTECT, related_name="+", verbose_name=_("file")
    )
    caption = models.CharField(_("name to show"), max_length=160, blank=True)

    panels = ["document", "caption"]

    class Meta(Orderable.Meta):
        verbose_name = _("attached file")
        verbose_name_plural = _("attached files")
