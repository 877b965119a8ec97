"""Base of the filter forms of public lists."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, cast

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

# A list of no more entries is read faster than its filters.
FEW = 5

GetOrBuild = Callable[[str, Callable[[], Any]], Any]


def build_uncached(name: str, make: Callable[[], Any]) -> Any:
    """Return the result of ``make``, caching nothing."""
    return make()


class ListFilters(forms.Form):
    """Filters of a public list. Invalid parameters are ignored.

    ``data``: the query parameters; ``listed``: the rows to filter, of which subclasses offer only
    values that occur. ``get_or_build``: caches what is offered, under a name, as long as ``listed``
    is the same. ``chosen``: the valid, non-empty values by parameter.
    """

    # Parameter to the lookup that its value is compared with; others are for subclasses.
    lookups: ClassVar[dict[str, str]] = {}

    def __init__(
        self, data: QueryDict, listed: QuerySet, get_or_build: GetOrBuild = build_uncached
    ) -> None:
        # The form is rendered twice on a page, so its fields must not have ids.
        super().__init__(data, auto_id=False)
        self.listed, self.get_or_build = listed, get_or_build
        self.offer()
        self.full_clean()
        self.chosen = self.choose(
            {name: value for name, value in self.cleaned_data.items() if value}
        )

    def offer(self) -> None:
        """Set the choices of the fields from ``listed``, by ``set_choices``."""

    def choose(self, valid: dict[str, Any]) -> dict[str, Any]:
        """Return the values to filter by; all valid, non-empty ones unless overridden."""
        return valid

    def set_choices(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        """Offer *All* and ``choices``, pairs of a value and its label, in the field ``name``."""
        self._get_field(name).choices = [("", _("All")), *choices]

    def has_choices(self, name: str, at_least: int = 1) -> bool:
        """Return whether the field ``name`` has that many choices besides *All*, or more."""
        return len(cast(list, self._get_field(name).choices)) > at_least

    def get_label(self, name: str) -> str:
        """Return the label of the value chosen in the field ``name``; empty if none is chosen."""
        labels = dict(cast(list[tuple[Any, Any]], self._get_field(name).choices))
        return str(labels[self.chosen[name]]) if name in self.chosen else ""

    @property
    def is_asked(self) -> bool:
        """Return whether the request has any of the parameters, be its value valid or not."""
        return not self.fields.keys().isdisjoint(self.data)

    @property
    def as_query(self) -> str:
        """Return the chosen parameters as a query string that ends in ``&``, or an empty string."""
        return f"{urlencode(self.chosen)}&" if self.chosen else ""

    def filter_queryset(self) -> QuerySet:
        """Return the rows of ``listed`` that match the chosen values of ``lookups``."""
        names = self.lookups.keys() & self.chosen.keys()
        return self.listed.filter(**{self.lookups[name]: self.chosen[name] for name in names})

    def _get_field(self, name: str) -> forms.ChoiceField:
        return cast(forms.ChoiceField, self.fields[name])
