"""The short form for emergencies."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from bulletins.emergency.audience import UsualAudienceField
from bulletins.models import Bulletin, Urgency

USUAL_HOURS = 24
# Thirty days; what lasts longer is not an emergency.
MOST_HOURS = 720
ONE_HOUR = timedelta(hours=1)


class EmergencyForm(forms.ModelForm):
    """The short form for an emergency: what to do, for how long and where.

    All other fields come from the template. The form refuses a bulletin that may not be published
    (``Bulletin.check_publishable``).
    """

    hours = forms.IntegerField(
        label=_("Holds for how many hours"), min_value=1, max_value=MOST_HOURS
    )
    confirm_hours = forms.IntegerField(
        label=_("Units confirm within how many hours"),
        min_value=1,
        max_value=MOST_HOURS,
        required=False,
        help_text=_("Empty: they need not confirm."),
    )

    class Meta:
        model = Bulletin
        fields = ["title", "instruction", "contact_telephone"]
        widgets = {"instruction": forms.Textarea({"rows": 3})}

    field_order = [
        *("title", "instruction", "contact_telephone"),
        *("hours", "audience", "confirm_hours"),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instruction"].required = True
        self.fields["hours"].initial = _hours(self.instance, self.instance.valid_until, USUAL_HOURS)
        self.fields["confirm_hours"].initial = _hours(self.instance, self.instance.confirm_by, None)
        current = list(self.instance.audience.all())
        self.fields["audience"] = UsualAudienceField(label=_("For whom"), current=current)
        self.order_fields(self.field_order)

    def _post_clean(self) -> None:
        bulletin, cleaned = self.instance, self.cleaned_data
        bulletin.urgency = Urgency.EMERGENCY
        bulletin.slug = bulletin.slug or Bulletin.objects.free_slug(
            cleaned.get("title", ""), otherwise="thong-bao-khan"
        )
        bulletin.valid_from = None
        if "hours" in cleaned:
            bulletin.valid_until = timezone.now() + cleaned["hours"] * ONE_HOUR
        if "confirm_hours" in cleaned:
            hours = cleaned["confirm_hours"]
            bulletin.confirm_by = timezone.now() + hours * ONE_HOUR if hours else None
        if "audience" in cleaned:
            bulletin.audience = cleaned["audience"]
        super()._post_clean()  # type: ignore[misc]
        bulletin.summary = bulletin.summary or bulletin.instruction
        if not self.errors:
            try:
                bulletin.check_publishable()
            except ValidationError as error:
                self.add_error(None, error)

    def add_error(self, field: str | None, error: Any) -> None:
        """Add errors of fields that are not in the form as non-field errors, with their label."""
        if field is None and hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                if name in self.fields or name == NON_FIELD_ERRORS:
                    super().add_error(None if name == NON_FIELD_ERRORS else name, errors)
                else:
                    label = capfirst(Bulletin._meta.get_field(name).verbose_name)
                    super().add_error(None, [f"{label}: {one}" for one in error.message_dict[name]])
        else:
            super().add_error(field, error)


def _hours(bulletin: Bulletin, until: datetime | None, otherwise: int | None) -> int | None:
    """Return the hours from the latest revision (or now) to ``until``, 1 to ``MOST_HOURS``.

    Returns ``otherwise`` if ``until`` is empty or earlier.
    """
    revision = bulletin.latest_revision
    begin = revision.created_at if revision else timezone.now()
    if not until or until <= begin:
        return otherwise
    return min(MOST_HOURS, max(1, round((until - begin) / ONE_HOUR)))
