"""Changes of an agency to a bulletin on its own website."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bulletins.models.choices import Urgency
from content.fields import BoundedTextField
from content.text.numbers import validate_telephone
from sites.models import Agency


class Placement(models.Model):
    """A bulletin on an agency's website: pinned or hidden, with a local note and contact.

    The row exists only once the agency has changed something. The text of the bulletin itself is
    never changed.
    """

    bulletin = models.ForeignKey("bulletins.Bulletin", models.CASCADE, related_name="placements")
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="placements")
    pinned = models.BooleanField(
        _("pinned"), default=False, help_text=_("Stands first in the list and on the home page.")
    )
    hidden = models.BooleanField(
        _("hidden"),
        default=False,
        help_text=_("Not shown on your website. Only routine bulletins can be hidden."),
    )
    local_note = BoundedTextField(
        _("note of your unit"),
        max_length=600,
        blank=True,
        help_text=_("Shown below the bulletin, with your unit's name: where to go, opening hours."),
    )
    contact_name = models.CharField(_("whom to call in your unit"), max_length=120, blank=True)
    contact_telephone = models.CharField(
        _("telephone"), max_length=25, blank=True, validators=[validate_telephone]
    )
    # ``Bulletin.repeat_count`` when the agency last announced it again; see
    # channels.services.reannouncements.
    retold = models.PositiveSmallIntegerField(default=0, editable=False)

    # Not listed where Wagtail shows the usage of a bulletin.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("place of a bulletin")
        verbose_name_plural = _("places of bulletins")
        constraints = [
            models.UniqueConstraint(fields=["agency", "bulletin"], name="placement_once"),
            models.CheckConstraint(
                condition=~Q(pinned=True, hidden=True), name="placement_pinned_or_hidden"
            ),
        ]
        indexes = [
            models.Index(fields=["agency"], condition=Q(pinned=True), name="placement_pinned"),
            models.Index(
                fields=["agency", "bulletin"], condition=Q(hidden=True), name="placement_hidden"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bulletin} · {self.agency}"

    def clean(self) -> None:
        if self.hidden and self.pinned:
            raise ValidationError({"hidden": _("What is pinned cannot be hidden.")})
        if self.hidden and self.bulletin.urgency != Urgency.ROUTINE:
            raise ValidationError({"hidden": _("Only routine bulletins can be hidden.")})
