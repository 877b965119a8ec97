"""Organisation page of an agency."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page
from wagtail.search import index

from content.blocks import CleanStreamField
from home.blocks.org_chart import Chart, build_chart, render_person_vcard
from home.blocks.organisation import DepartmentBlock, PersonBlock
from home.models.base import REVIEW_GROUP, AgencyPage, TextPage
from home.models.trash import exclude_trash
from home.paths import get_page_path
from sites.permissions.ownership import HOME_PATH_LENGTH
from sites.requests import AgencyRequest


class OrganisationPage(RoutablePageMixin, TextPage):
    """Page with leaders, departments and their staff; one for each website and language."""

    leaders = CleanStreamField(
        [("person", PersonBlock())],
        blank=True,
        max_num=50,
        collapsed=True,
        verbose_name=_("leaders"),
        help_text=_("Who leads the unit, the first one first. Drag to change the order."),
    )
    departments = CleanStreamField(
        [("department", DepartmentBlock())],
        blank=True,
        max_num=100,
        collapsed=True,
        verbose_name=_("departments, offices and centres"),
        help_text=_("Each with its people. Drag to change the order."),
    )

    content_panels = [
        *AgencyPage.content_panels,
        "lead",
        "leaders",
        "departments",
        FieldPanel(
            "body",
            heading=_("More text"),
            help_text=_("Below the people: decisions, how the unit works. May be left out."),
        ),
        REVIEW_GROUP,
    ]
    search_fields = [
        *TextPage.search_fields,
        index.SearchField("leaders"),
        index.SearchField("departments"),
    ]
    parent_page_types = ["home.HomePage", "home.SectionPage"]
    subpage_types: list[str] = []
    page_description = _("Departments and people, with positions and telephones.")

    class Meta:
        verbose_name = _("organisation page")
        verbose_name_plural = _("organisation pages")

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Return whether the website has no such page yet; the trash does not count."""
        website = cls.objects.filter(path__startswith=parent.path[:HOME_PATH_LENGTH])
        return super().can_create_at(parent) and not exclude_trash(website).exists()

    @property
    def is_empty(self) -> bool:
        """Return whether the page has neither leaders nor departments."""
        return not (self.leaders or self.departments)

    @property
    def chart(self) -> Chart:
        """Return leaders and departments as a chart."""
        return build_chart(self.leaders, self.departments)

    def get_context(self, request: AgencyRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | {"chart": self.chart}

    # RoutablePageMixin adds a slash to every path; the URL itself has none.
    @path("<slug:slug>.vcf/")
    def card(self, request: AgencyRequest, slug: str) -> HttpResponse:
        """Return the vCard of one person.

        ``slug``: as in ``Person.slug``. Raises Http404 for an unknown person, for one without a
        telephone, and if the agency is archived: nobody answers there.
        """
        person = next(
            (candidate for candidate in self.chart.people if candidate.slug == slug), None
        )
        if person is None or not person.is_reachable or request.agency.is_archived:
            raise Http404
        url = f"{request.agency.root_url}{get_page_path(self)}#{person.anchor}"
        return render_person_vcard(person, request.agency, request.agency_settings, url)
