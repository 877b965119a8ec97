"""The list of a unit's procedures."""

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
    """The list of a unit's procedures, by field where they have one, else by letter."""

    filter_class = ProcedureFilters
    # Groups that are torn apart help nobody; few units have more.
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
        """Procedures under their headings, in the order they come in."""
        has_fields = self.filters.offers("muc")

        def heading(procedure: ProcedurePage) -> str:
            if has_fields:
                return procedure.field or _("Other procedures")
            return _first_letter(procedure.title)

        for name, members in groupby(procedures, heading):
            yield name, list(members)

    def children(self) -> models.QuerySet[ProcedurePage]:
        procedures = ProcedurePage.objects.child_of(self).live().public()
        return procedures.defer_streamfields().select_related("locale")


def _first_letter(title: str) -> str:
    """The letter under which a Vietnamese reader looks: Ấ under Â, Đ apart from D."""
    letters = unicodedata.normalize("NFD", title.strip()).translate(_TONES)
    return unicodedata.normalize("NFC", letters)[:1].upper()
