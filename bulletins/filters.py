"""Filters of the public lists of bulletins."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from bulletins.models import Category
from bulletins.models.queryset import BulletinQuerySet
from sites.models import Agency

# More options would make the list hard to use.
MOST_ISSUERS = 60


class BulletinFilters(forms.Form):
    """Filter by year (``nam``), category (``muc``) and issuer (``nguon``, an agency's code).

    ``asked``: the query string; invalid values are ignored. ``sources``: the bulletins to filter;
    only their years and issuers are offered. ``chosen``: the valid values by parameter.
    """

    nam = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int)
    muc = forms.ChoiceField(
        label=_("Category"), required=False, choices=[("", _("All")), *Category.choices]
    )
    nguon = forms.ChoiceField(label=_("Issued by"), required=False)

    def __init__(self, asked: QueryDict, sources: BulletinQuerySet) -> None:
        # The form is rendered twice on a page, so its fields must not have an ``id``.
        super().__init__(asked, auto_id=False)
        years = sources.order_by().dates("issued_on", "year", order="DESC")
        issuers = Agency.objects.filter(pk__in=sources.order_by().values("source"))
        self._offer("nam", [(day.year, day.year) for day in years])
        self._offer("nguon", [(one.code, one.heading) for one in issuers[:MOST_ISSUERS]])
        self.chosen = self._chosen()

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = [("", _("All")), *choices]

    def _chosen(self) -> dict[str, Any]:
        """Return the valid, non-empty values by parameter name."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def as_query(self) -> str:
        """The chosen values as the beginning of a query string, with ``&`` at its end, or empty."""
        return f"{urlencode(self.chosen)}&" if self.chosen else ""

    def narrow(self, sources: BulletinQuerySet) -> BulletinQuerySet:
        """Return those of ``sources`` that match the chosen values."""
        lookups = {"nam": "issued_on__year", "muc": "category", "nguon": "source__code"}
        return sources.filter(**{lookups[name]: value for name, value in self.chosen.items()})
