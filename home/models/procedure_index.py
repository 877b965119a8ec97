"""List of an agency's procedures."""

import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.models.filtered import FilteredIndexPage
from home.models.procedures import ProcedurePage
from home.reader_filters import ProcedureFilters
from sites.http import AgencyRequest

_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))


class ProcedureIndexPage(FilteredIndexPage):
    """List of an agency's procedures, grouped by field, or by letter if none has a field."""

    filter_class = ProcedureFilters
    # Large, so that groups are not split over pages; few agencies have more procedures.
    page_size = 200
    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.ProcedurePage"]
    page_description = gettext_lazy("Lists what people can apply for at the unit.")

    class Meta:
        verbose_name = gettext_lazy("procedure index")
        verbose_name_plural = gettext_lazy("procedure indexes")

    def get_context(self, request: AgencyRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["groups"] = list(self.groups(context["entries"]))
        return context

    def groups(self, procedures: Any) -> Iterator[tuple[str, list[ProcedurePage]]]:
        """Yield the heading and the procedures of each group, in the order given."""
        has_fields = self.filters.offers("muc")

        def heading(procedure: ProcedurePage) -> str:
            if has_fields:
                return procedure.field or _("Other procedures")
            return _first_letter(procedure.title)

        for name, members in groupby(procedures, heading):
            yield name, list(members)

    def children(self) -> models.QuerySet[ProcedurePage]:
        """Return the public procedures below this page."""
        procedures = ProcedurePage.objects.child_of(self).live().public()
        return procedures.defer_streamfields().select_related("locale")


def _first_letter(title: str) -> str:
    """Return the letter of a Vietnamese index: Ấ belongs to Â, Đ is not D."""
    letters = unicodedata.normalize("NFD", title.strip()).translate(_TONES)
    return unicodedata.normalize("NFC", letters)[:1].upper()
