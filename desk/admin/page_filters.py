"""Filters of the lists of pages."""

from collections.abc import Iterable
from typing import Any

from django.forms import RadioSelect
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.models import Page
from wagtail.query import PageQuerySet

from content.text.collation import get_sort_key
from desk.selectors.page_status import PageStatus, filter_by_status
from desk.selectors.workspace import UserWorkspace, filter_by_agencies
from sites.models import Agency
from sites.permissions.ownership import get_active_agency_ids

# Choices of a filter by what pages say themselves.
MAX_CHOICES = 40


def _list_own_agencies(request: HttpRequest) -> Iterable[Agency]:
    return Agency.objects.filter(pk__in=get_active_agency_ids(request.user))


class DeskFilterSet(WagtailFilterSet):
    """Filters by state, by category or kind, and by agency for users who see several.

    ICT administrators type a part of the agency's name; members choose one of their agencies.
    ``category_field``: the field of the pages that is filtered by; "" for none. ``models``: the
    listed page types, a choice where there are several.
    """

    state = ChoiceFilter(
        label=_("State"), choices=PageStatus.choices, method="filter_state", widget=RadioSelect
    )
    category = ChoiceFilter(method="filter_category", widget=RadioSelect)
    kind = ChoiceFilter(label=_("Page type"), method="filter_kind", widget=RadioSelect)
    unit = ModelChoiceFilter(
        label=_("Unit"), queryset=_list_own_agencies, method="filter_agency", widget=RadioSelect
    )
    unit_name = CharFilter(label=_("Unit"), method="filter_agency_name")

    class Meta:
        model = Page
        fields: list[str] = []

    def __init__(
        self,
        *args: Any,
        workspace: UserWorkspace,
        models: tuple[type[Page], ...],
        category_field: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.category_field = category_field
        self._set_category_choices()
        self._set_kind_choices(models)
        if workspace.is_administrator:
            del self.filters["unit"]
        else:
            del self.filters["unit_name"]
            if len(workspace.agencies) < 2:
                del self.filters["unit"]

    def _set_category_choices(self) -> None:
        if not self.category_field:
            del self.filters["category"]
            return
        field = self.queryset.model._meta.get_field(self.category_field)
        choices = field.choices
        if not choices:
            used = self.queryset.order_by().values_list(self.category_field, flat=True).distinct()
            values = sorted(filter(None, used[:MAX_CHOICES]), key=get_sort_key)
            choices = [(value, value) for value in values]
        category = self.filters["category"]
        category.label = capfirst(field.verbose_name)
        category.extra["choices"] = choices

    def _set_kind_choices(self, models: tuple[type[Page], ...]) -> None:
        if len(models) < 2:
            del self.filters["kind"]
            return
        self.kinds = {model._meta.model_name: model for model in models}
        self.filters["kind"].extra["choices"] = [
            (name, capfirst(model._meta.verbose_name)) for name, model in self.kinds.items()
        ]

    def filter_category(self, pages: PageQuerySet, name: str, value: str) -> PageQuerySet:
        """Return the pages of the category that was chosen."""
        return pages.filter(**{self.category_field: value})

    def filter_kind(self, pages: PageQuerySet, name: str, value: str) -> PageQuerySet:
        """Return the pages of the type that was chosen."""
        return pages.exact_type(self.kinds[value])

    def filter_state(self, pages: PageQuerySet, name: str, value: str) -> PageQuerySet:
        """Return the pages in the ``PageStatus`` that was chosen."""
        return filter_by_status(pages, value)

    def filter_agency(self, pages: PageQuerySet, name: str, value: Agency) -> PageQuerySet:
        """Return the pages of the agency that was chosen."""
        return filter_by_agencies(pages, [value])

    def filter_agency_name(self, pages: PageQuerySet, name: str, value: str) -> PageQuerySet:
        """Return the pages of the agencies whose names match the text that was typed."""
        return filter_by_agencies(pages, Agency.objects.matching(value))


class DatedFilterSet(DeskFilterSet):
    """Filters that include the year of a date field of the pages, ``date_field``."""

    year = ChoiceFilter(label=_("Year"), method="filter_year", widget=RadioSelect)

    def __init__(self, *args: Any, date_field: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.date_field = date_field
        days = self.queryset.order_by().dates(date_field, "year", order="DESC")
        self.filters["year"].extra["choices"] = [(str(day.year), str(day.year)) for day in days]

    def filter_year(self, pages: PageQuerySet, name: str, value: str) -> PageQuerySet:
        """Return the pages dated in the year that was chosen."""
        return pages.filter(**{f"{self.date_field}__year": value})
