"""The audience field of the short emergency form: a single choice."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bulletins.models import BulletinAudience
from sites.models import EVERYONE, AgencyGroup, Kind

# Options that are always offered: comma-separated codes (as in ``Agency.codes``) and a label.
USUAL: list[tuple[str, str | Promise]] = [
    (EVERYONE, _("Everybody: all websites of the province")),
    (f"kind:{Kind.DISTRICT},kind:{Kind.CITY}", _("Districts and the city")),
    (f"kind:{Kind.DISTRICT},kind:{Kind.CITY},kind:{Kind.COMMUNE}", _("Districts, city, communes")),
    (f"kind:{Kind.DEPARTMENT}", _("Departments of the province")),
]


class UsualAudienceField(forms.ChoiceField):
    """A choice of common audiences and all groups; its value is a list of unsaved audience rows.

    ``current``: the audience of the draft, which becomes an option of its own if it is none of
    these.
    """

    def __init__(self, *, current: list[BulletinAudience], **kwargs: Any) -> None:
        groups = [(f"group:{group.pk}", group.name) for group in AgencyGroup.objects.all()]
        choices = [*USUAL, *groups]
        now = ",".join(sorted(str(line) for line in current))
        same = [codes for codes, _name in choices if sorted(codes.split(",")) == now.split(",")]
        if now and not same:
            choices.insert(0, (now, _("As in the draft")))
        kwargs["initial"] = next(iter(same), now)
        super().__init__(choices=choices, **kwargs)

    def clean(self, value: str) -> list[BulletinAudience]:
        lines = super().clean(value).split(",")
        return [
            BulletinAudience(code=line.removeprefix("-"), excluded=line.startswith("-"))
            for line in lines
        ]
