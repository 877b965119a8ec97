"""The pages a new website starts with."""

from django.utils import timezone, translation
from django.utils.translation import gettext as _

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
from sites.models import Agency, Kind
from sites.provisioning import Changes

# They settle nothing for single people: the province's portal leads to the others.
WITHOUT_PROCEDURES = {Kind.PROVINCE, Kind.BROADCASTER}


def add_starter_pages(agency: Agency, changes: Changes, **kwargs: object) -> None:
    """Give a new website its sections.

    Only a new one: a page that a unit has removed on purpose must not come back.
    """
    if not changes.created:
        return
    home = agency.root_page.specific
    with translation.override(home.locale.language_code):
        about = _add(home, SectionPage(title=_("About us"), show_in_menus=True))
        duties = _add(about, InformationPage(title=_("Functions and duties")))
        _add(about, OrganisationPage(title=_("Organisational structure")))
        news = _add(home, NewsIndexPage(title=_("News"), show_in_menus=True))
        documents = _add(home, DocumentIndexPage(title=_("Legal documents"), show_in_menus=True))
        procedures = None
        if agency.kind not in WITHOUT_PROCEDURES:
            procedures = ProcedureIndexPage(title=_("Procedures"), show_in_menus=True)
            _add(home, procedures)
        contact = _add(home, ContactPage(title=_("Contact"), show_in_menus=True))
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
    pages = home.get_descendants().values_list("title", flat=True)
    changes.add(_("pages: %(titles)s") % {"titles": ", ".join(pages)})


def _add(parent: HomePage | AgencyPage, page: AgencyPage) -> AgencyPage:
    page.locale = parent.locale
    # Live without a revision: publishing would save each page three times, and there is no
    # earlier version to go back to.
    page.first_published_at = page.last_published_at = timezone.now()
    parent.add_child(instance=page)
    return page


def task(icon: str, label: str, page: AgencyPage | None = None, address: str = "") -> tuple:
    """Return a shortcut of a home page, leading to a page or to an address."""
    return ("task", {"icon": icon, "label": label, "page": page, "address": address})
