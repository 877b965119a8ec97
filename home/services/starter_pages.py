"""Starter pages of new websites, and page types added to older ones later."""

from django.contrib.contenttypes.models import ContentType
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from home.models import (
    AgencyPage,
    ContactPage,
    DocumentIndexPage,
    InformationPage,
    NewsIndexPage,
    OrganisationPage,
    ProcedureIndexPage,
    SectionPage,
)
from home.paths import HOME_DEPTH
from members.models import AuditEntry
from sites.models import Agency, Kind
from sites.services.live_pages import create_live_pages
from sites.services.provisioning import ProvisioningResult

TITLES = {
    SectionPage: gettext_lazy("About us"),
    InformationPage: gettext_lazy("Functions and duties"),
    OrganisationPage: gettext_lazy("Organisational structure"),
    NewsIndexPage: gettext_lazy("News"),
    DocumentIndexPage: gettext_lazy("Legal documents"),
    ProcedureIndexPage: gettext_lazy("Procedures"),
    ContactPage: gettext_lazy("Contact"),
}
# Page types that are useful while empty. Pages with texts are for the agency to create.
REQUIRED_PAGE_TYPES = (
    OrganisationPage,
    NewsIndexPage,
    DocumentIndexPage,
    ProcedureIndexPage,
    ContactPage,
)
# Kinds of agencies that handle no procedures of citizens; the province links to the others.
WITHOUT_PROCEDURES = {Kind.PROVINCE, Kind.BROADCASTER}


def add_starter_pages(agency: Agency, changes: ProvisioningResult) -> None:
    """Create the starter pages of a new website, or the page types that an older one never had.

    Records what it did in ``changes``. Archived agencies get nothing, and a page that an agency has
    deleted does not come back.
    """
    if changes.created:
        changes.add(_("pages: %(titles)s") % {"titles": ", ".join(_create_pages(agency))})
    elif not agency.is_archived and (missing := _list_missing_types(agency)):
        titles = _create_missing(agency, missing)
        changes.add(_("pages added: %(titles)s") % {"titles": ", ".join(titles)})


def _create_pages(agency: Agency) -> list[str]:
    """Create the pages of a new website; return their titles."""
    home = agency.root_page
    with translation.override(home.locale.language_code):
        about = _make(home, SectionPage)
        pages = [
            (about, home),
            (_make(about, InformationPage), about),
            (_make(about, OrganisationPage), about),
            (_make(home, NewsIndexPage), home),
            (_make(home, DocumentIndexPage), home),
            (_make(home, ContactPage), home),
        ]
        if agency.kind not in WITHOUT_PROCEDURES:
            pages.insert(-1, (_make(home, ProcedureIndexPage), home))
        return [page.title for page in create_live_pages(pages, agency=agency)]


def _create_missing(agency: Agency, missing: list[type[AgencyPage]]) -> list[str]:
    """Create one page of each model in ``missing``; return the titles."""
    home = agency.root_page
    about = SectionPage.objects.child_of(home).live().first() or home
    with translation.override(home.locale.language_code):
        parents = [about if model is OrganisationPage else home for model in missing]
        pages = [
            (_make(parent, model), parent) for parent, model in zip(parents, missing, strict=True)
        ]
        create_live_pages(pages, agency=agency)
    return [page.title for page, _parent in pages]


def _list_missing_types(agency: Agency) -> list[type[AgencyPage]]:
    """Return the page types of which the website has and had no page.

    Drafts and pages in the trash count. So do pages deleted permanently, which the journal records.
    """
    kinds = ContentType.objects.get_for_models(*REQUIRED_PAGE_TYPES)
    wanted = {
        model: kind
        for model, kind in kinds.items()
        if model is not ProcedureIndexPage or agency.kind not in WITHOUT_PROCEDURES
    }
    pages = Page.objects.descendant_of(agency.root_page)
    deleted = AuditEntry.objects.filter(agency=agency, action="wagtail.delete")
    had = (
        pages.order_by()
        .values_list("content_type")
        .union(deleted.order_by().values_list("content_type"))
    )
    keys = {key for (key,) in had}
    return [model for model in TITLES if model in wanted and wanted[model].pk not in keys]


def _make(parent: Page, model: type[AgencyPage]) -> AgencyPage:
    # Live without a revision: publishing one would save each page three times, and there is no
    # earlier version to return to.
    in_menus = parent.depth == HOME_DEPTH
    return model(title=str(TITLES[model]), show_in_menus=in_menus, locale=parent.locale)


def make_shortcut(
    icon: str, label: str, page: AgencyPage | None = None, address: str = ""
) -> tuple:
    """Return a block value for ``HomePage.tasks``: a shortcut to a page or to ``address``.

    ``icon``: a name of ``TASK_ICONS``; ``address``: URL path or https URL.
    """
    return ("task", {"icon": icon, "label": label, "page": page, "address": address})
