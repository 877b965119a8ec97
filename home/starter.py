"""The pages a new website starts with, and what it gets later because new ones start with it."""

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from home.addresses import HOME_DEPTH
from home.models import (
    ContactPage,
    DocumentIndexPage,
    HomePage,
    InformationPage,
    NewsIndexPage,
    OrganisationPage,
    ProcedureIndexPage,
    SectionPage,
)
from home.models.base import AgencyPage
from sites.models import Agency, AuditEntry, Kind
from sites.provisioning import Changes

TITLES = {
    SectionPage: gettext_lazy("About us"),
    InformationPage: gettext_lazy("Functions and duties"),
    OrganisationPage: gettext_lazy("Organisational structure"),
    NewsIndexPage: gettext_lazy("News"),
    DocumentIndexPage: gettext_lazy("Legal documents"),
    ProcedureIndexPage: gettext_lazy("Procedures"),
    ContactPage: gettext_lazy("Contact"),
}
# What is of use with nothing in it; texts are the unit's to write or to leave.
FOUND_ON_EVERY_WEBSITE = (
    OrganisationPage,
    NewsIndexPage,
    DocumentIndexPage,
    ProcedureIndexPage,
    ContactPage,
)
# They settle nothing for single people: the province's portal leads to the others.
WITHOUT_PROCEDURES = {Kind.PROVINCE, Kind.BROADCASTER}


def add_starter_pages(agency: Agency, changes: Changes, **kwargs: object) -> None:
    """Give a new website its sections, and one that works the kinds of pages it never had.

    A page that a unit has removed on purpose must not come back.
    """
    if changes.created:
        changes.add(_("pages: %(titles)s") % {"titles": ", ".join(_furnish(agency))})
    elif not agency.is_archived and (missing := _never_had(agency)):
        titles = _complete(agency, missing)
        changes.add(_("pages added: %(titles)s") % {"titles": ", ".join(titles)})


def _furnish(agency: Agency) -> list[str]:
    """Make a new website's pages; return the titles."""
    home = agency.root_page.specific
    with translation.override(home.locale.language_code):
        about = _add(home, SectionPage)
        duties = _add(about, InformationPage)
        _add(about, OrganisationPage)
        news = _add(home, NewsIndexPage)
        documents = _add(home, DocumentIndexPage)
        procedures = None
        if agency.kind not in WITHOUT_PROCEDURES:
            procedures = _add(home, ProcedureIndexPage)
        contact = _add(home, ContactPage)
        home.tasks = [
            task("agency", duties.title, page=duties),
            task("form", procedures.title, page=procedures)
            if procedures
            else task("news", news.title, page=news),
            task("document", documents.title, page=documents),
            task("bulletin", _("Bulletins"), address="/ban-tin/"),
            task("people", _("Find a unit"), address="/co-quan/"),
            task("contact", contact.title, page=contact),
        ]
    home.save()
    return list(home.get_descendants().values_list("title", flat=True))


def _complete(agency: Agency, missing: list[type[AgencyPage]]) -> list[str]:
    """Add what there was not yet when the website was made; return the titles."""
    home = agency.root_page.specific
    about = SectionPage.objects.child_of(home).live().first() or home
    titles = []
    with translation.override(home.locale.language_code):
        for model in missing:
            parent = about if model is OrganisationPage else home
            # The tree counts the children of the row, not of this copy of it.
            parent.refresh_from_db()
            titles.append(_add(parent, model).title)
    return titles


def _never_had(agency: Agency) -> list[type[AgencyPage]]:
    """The kinds of pages of which there is none, not even a draft or one in the bin, nor ever was:
    the journal knows what was deleted for good.
    """
    kinds = ContentType.objects.get_for_models(*FOUND_ON_EVERY_WEBSITE)
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


def _add(parent: HomePage | AgencyPage, model: type[AgencyPage]) -> AgencyPage:
    page = model(
        title=str(TITLES[model]), show_in_menus=parent.depth == HOME_DEPTH, locale=parent.locale
    )
    # Live without a revision: publishing would save each page three times, and there is no
    # earlier version to go back to.
    page.first_published_at = page.last_published_at = timezone.now()
    parent.add_child(instance=page)
    return page


def task(icon: str, label: str, page: AgencyPage | None = None, address: str = "") -> tuple:
    """Return a shortcut of a home page, leading to a page or to an address."""
    return ("task", {"icon": icon, "label": label, "page": page, "address": address})
