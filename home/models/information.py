"""Sections and information pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from content.blocks import list_headings
from home.models.base import SCHEDULE_PANEL, IndexPage, TextPage
from sites.requests import AgencyRequest

# With fewer headings a text needs no table of contents.
MIN_HEADINGS = 3


class SectionPage(IndexPage):
    """Page that groups and lists the pages below it."""

    parent_page_types = ["home.HomePage", "home.SectionPage"]
    subpage_types = ["home.InformationPage", "home.SectionPage", "home.OrganisationPage"]
    page_description = _("Groups information pages and lists them.")

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")


class InformationPage(TextPage):
    """Page with a permanent text: functions and duties, history, directions."""

    content_panels = [*TextPage.content_panels, SCHEDULE_PANEL]
    parent_page_types = ["home.HomePage", "home.SectionPage"]
    subpage_types: list[str] = []
    page_description = _("A text that stays: functions, history, directions.")

    class Meta:
        verbose_name = _("information page")
        verbose_name_plural = _("information pages")

    def get_context(self, request: AgencyRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        headings = list_headings(self.body)
        return context | {"headings": headings if len(headings) >= MIN_HEADINGS else []}
