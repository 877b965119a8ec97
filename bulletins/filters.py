"""What readers may narrow a list of bulletins down by."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from bulletins.models import Category
from bulletins.models.queryset import BulletinQuerySet
from sites.models import Agency

# More would make a long page of a list, and help nobody to find one.
MOST_ISSUERS = 60


class BulletinFilters(forms.Form):
    """Year, category and issuer. What an address says wrongly counts as not said.

    ``sources`` are the bulletins to choose among: only what some of them have is offered.
    """

    nam = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int)
    muc = forms.ChoiceField(
        label=_("Category"), required=False, choices=[("", _("All")), *Category.choices]
    )
    nguon = forms.ChoiceField(label=_("Issued by"), required=False)

    def __init__(self, asked: QueryDict, sources: BulletinQuerySet) -> None:
        # The form stands twice on a page, so its fields have no identities.
        super().__init__(asked, auto_id=False)
        years = sources.order_by().dates("issued_on", "year", order="DESC")
        issuers = Agency.objects.filter(pk__in=sources.order_by().values("source"))
        self._offer("nam", [(day.year, day.year) for day in years])
        self._offer("nguon", [(one.code, one.heading) for one in issuers[:MOST_ISSUERS]])
        self.chosen = self._chosen()

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = [("", _("All")), *choices]

    def _chosen(self) -> dict[str, Any]:
        """What was said rightly, by the names in the address."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def as_query(self) -> str:
        """What is chosen, as the beginning of an address's query."""
        return f"{urlencode(self.chosen)}&" if self.chosen else ""

    def narrow(self, sources: BulletinQuerySet) -> BulletinQuerySet:
        """Return those of ``sources`` that have what is chosen."""
        lookups = {"nam": "issued_on__year", "muc": "category", "nguon": "source__code"}
        return sources.filter(**{lookups[name]: value for name, value in self.chosen.items()})
