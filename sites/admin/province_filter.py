"""Filter of admin lists by province, for installations with several provinces."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from sites.models import Agency, Kind

NAME = "province"


class ProvinceFilterMixin(WagtailFilterSet):
    """Filter set of rows that are, or belong to, agencies, with a choice of the province.

    ``agency_path``: the lookup that leads from a row to its agency, with two underscores behind it;
    empty where the rows are agencies. Where there is one province nobody is asked.
    """

    agency_path = ""
    province = django_filters.ModelChoiceFilter(
        label=_("Province"),
        queryset=Agency.objects.filter(kind=Kind.PROVINCE),
        method="filter_province",
        empty_label=_("All"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if Agency.objects.filter(kind=Kind.PROVINCE).count() < 2:  # noqa: PLR2004
            del self.filters[NAME]

    def filter_province(
        self, queryset: QuerySet[Any], name: str, province: Agency
    ) -> QuerySet[Any]:
        """Return the rows of a province and of the agencies that belong to it."""
        own = {f"{self.agency_path}code": province.code}
        below = {f"{self.agency_path}parent": province}
        return queryset.filter(Q(**own) | Q(**below))
