"""Counts of websites, pages, files and people before a plan and after it."""

from collections.abc import Iterable

from django.db.models import Q
from wagtail.models import Page

from bulletins.models import Bulletin, BulletinAudience
from content.models import CustomImage
from home.frames import get_frame_path
from home.models import FeedbackMessage
from home.models.feedback import OPEN
from members.permissions import list_members
from reorganisation.selectors.open_matters import list_documents
from sites.models import Agency, FormerHost, HostAlias
from sites.permissions.ownership import list_agency_pages

# What is counted of a unit, in the order of reports.
OF_UNIT = ("pages", "files", "people", "messages", "bulletins", "audiences", "hosts")


def count_units(codes: Iterable[str]) -> dict[str, dict[str, int | str]]:
    """Return the status and the numbers of ``OF_UNIT`` of agencies, by code.

    Codes that nobody has are left out.
    """
    agencies = Agency.objects.select_related("collection", "parent").filter(code__in=codes)
    return {agency.code: _count(agency) for agency in agencies}


def count_installation() -> dict[str, int]:
    """Return how many websites work and have ended, in the whole installation."""
    return {
        "active": Agency.objects.active().count(),
        "archived": Agency.objects.archived().count(),
    }


def _count(agency: Agency) -> dict[str, int | str]:
    in_force = Bulletin.objects.sources().in_force()
    lines = BulletinAudience.objects.filter(bulletin__in=in_force.values("pk"), excluded=False)
    images = CustomImage._base_manager.filter(
        Q(collection__path__startswith=agency.collection.path), binned_at=None
    )
    hosts = HostAlias.objects.filter(agency=agency).count()
    return {
        "status": agency.status,
        "pages": list_agency_pages([agency.pk]).count(),
        "files": list_documents(agency).count() + images.count(),
        "people": list_members(agency).count(),
        "messages": FeedbackMessage.objects.filter(agency=agency, state__in=OPEN).count(),
        "bulletins": in_force.filter(source=agency).count(),
        "audiences": lines.filter(code__in=agency.codes).count(),
        "hosts": 1 + hosts + FormerHost.objects.filter(agency=agency).count(),
    }


def list_addresses(codes: Iterable[str]) -> list[str]:
    """Return the absolute addresses of what agencies show to everybody, page by page.

    Their host names, present and former, besides. Pages with a password are left out.
    """
    found = []
    for agency in Agency.objects.with_site().filter(code__in=codes).order_by("code"):
        hosts = [*agency.aliases.values_list("hostname", flat=True)]
        hosts += agency.former_hosts.values_list("hostname", flat=True)
        found += [f"{agency.root_url.replace(agency.site.hostname, host)}/" for host in hosts]
        own = list_agency_pages([agency.pk]).values("pk")
        pages = Page.objects.live().public().filter(pk__in=own).select_related("locale")
        for page in pages.order_by("path"):
            found.append(agency.root_url + get_frame_path(page, page.locale.language_code))
    return found
