"""Content issues of agency websites, each with the URL where it can be fixed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, islice
from typing import Any

from django.db.models import Count, Max, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.models import CustomImage, ExtractionStatus
from desk.models import CheckedLink
from desk.selectors.broken_links import describe_link, list_broken_links
from desk.selectors.workspace import UserWorkspace, get_edit_url
from home.blocks.org_chart import list_without_telephone
from home.models import ContactPage, DocumentPage, NewsPage, OrganisationPage
from home.paths import HOME_DEPTH
from sites.localization.sources import get_language_name
from sites.models import Agency, AgencySettings, Status
from sites.permissions.ownership import (
    HOME_PATH_LENGTH,
    get_moderated_agency_ids,
    with_home_path,
)

MAX_ISSUES = 5
# Broken links that are counted.
MAX_LINKS = 500
NEWS_IS_OLD_AFTER = timedelta(days=60)


@dataclass(frozen=True)
class ContentIssue:
    """One content issue of an agency's website, and the URL where it can be fixed."""

    agency: Agency
    text: str
    url: str


def list_content_issues(workspace: UserWorkspace) -> list[ContentIssue]:
    """Return at most five content issues of active agencies, the most serious first.

    Only issues that the user can fix. The number of queries does not depend on the number of
    agencies. See docs/features/desk.md.
    """
    sources = (
        _iter_settings_issues(workspace),
        _iter_contact_issues(workspace),
        _iter_organisation_issues(workspace),
        _iter_link_issues(workspace),
        _iter_news_issues(workspace),
        _iter_scan_issues(workspace),
        _iter_language_issues(workspace),
        _iter_lead_issues(workspace),
        _iter_image_issues(workspace),
    )
    issues = (issue for issue in chain(*sources) if issue.agency.status == Status.ACTIVE)
    return list(islice(issues, MAX_ISSUES))


def _get_moderated_agencies(workspace: UserWorkspace) -> dict[int, Agency]:
    keys = get_moderated_agency_ids(workspace.user)
    return {agency.pk: agency for agency in workspace.agencies if agency.pk in keys}


def _iter_settings_issues(workspace: UserWorkspace) -> Iterator[ContentIssue]:
    agencies = {agency.site_id: agency for agency in _get_moderated_agencies(workspace).values()}
    for details in AgencySettings.objects.filter(site__in=agencies):
        url = reverse("wagtailsettings:edit", args=["agencies", "agencysettings", details.site_id])
        agency = agencies[details.site_id]
        if not details.telephone:
            yield ContentIssue(agency, _("The website shows no telephone number."), url)
        if not details.address:
            yield ContentIssue(agency, _("The website shows no address."), url)


def _iter_contact_issues(workspace: UserWorkspace) -> Iterator[ContentIssue]:
    pages = workspace.list_pages(ContactPage).filter(lead="")
    for page in pages:
        if not page.body:
            text = _("The contact page has no text: say how to find you and when you are there.")
            yield ContentIssue(workspace.get_home_page(page).agency, text, get_edit_url(page))


def _iter_organisation_issues(workspace: UserWorkspace) -> Iterator[ContentIssue]:
    for page in workspace.list_pages(OrganisationPage):
        agency = workspace.get_home_page(page).agency
        unreachable = list_without_telephone(page.leaders, page.departments)
        if page.is_empty:
            text = _("The page on your organisation names nobody: say who leads the unit.")
            yield ContentIssue(agency, text, get_edit_url(page))
        elif unreachable:
            text = ngettext(
                "%(count)s person of your organisation cannot be called: %(name)s.",
                "%(count)s people of your organisation cannot be called; the first is %(name)s.",
                len(unreachable),
            )
            text %= {"name": unreachable[0], "count": len(unreachable)}
            yield ContentIssue(agency, text, get_edit_url(page))


def _iter_link_issues(workspace: UserWorkspace) -> Iterator[ContentIssue]:
    """Yield one issue for each website, with its first broken link and how many there are."""
    rows = list_broken_links(workspace).filter(page__in=workspace.list_pages())
    found: dict[str, list[CheckedLink]] = {}
    for link in rows[:MAX_LINKS]:
        page: Any = link.page
        found.setdefault(page.path[:HOME_PATH_LENGTH], []).append(link)
    for path, links in found.items():
        text = ngettext(
            "%(count)s link is broken: “%(page)s”, %(link)s. %(problem)s",
            "%(count)s links are broken; the first: “%(page)s”, %(link)s. %(problem)s",
            len(links),
        )
        first = links[0]
        page = first.page
        text %= {
            "count": len(links),
            "page": page.get_admin_display_title(),
            "link": describe_link(first),
            "problem": first.get_problem_display(),
        }
        agency = workspace.home_pages[path].agency
        yield ContentIssue(agency, text, reverse("desk:broken_links"))


def _iter_news_issues(workspace: UserWorkspace) -> Iterator[ContentIssue]:
    articles = with_home_path(workspace.list_pages(NewsPage).live()).order_by()
    latest = dict(articles.values_list("home_path").annotate(Max("date")))
    oldest = timezone.localdate() - NEWS_IS_OLD_AFTER
    for path, home in workspace.home_pages.items():
        if home.is_main and latest.get(path, oldest) <= oldest:
            url = reverse("desk:add_news") + f"?unit={home.agency.pk}"
            yield ContentIssue(home.agency, _("There has been no news for 60 days."), url)


def _iter_scan_issues(workspace: UserWorkspace) -> Iterator[ContentIssue]:
    documents = (
        workspace.list_pages(DocumentPage).live().filter(files__file__reading=ExtractionStatus.SCAN)
    )
    rows = with_home_path(documents).order_by().values_list("home_path")
    for path, count, first in rows.annotate(Count("pk", distinct=True), Min("pk")):
        text = ngettext(
            "%(count)s document is a scan that blind people cannot have read out.",
            "%(count)s documents are scans that blind people cannot have read out.",
            count,
        )
        url = reverse("wagtailadmin_pages:edit", args=[first])
        yield ContentIssue(workspace.home_pages[path].agency, text % {"count": count}, url)


def _iter_language_issues(workspace: UserWorkspace) -> Iterator[ContentIssue]:
    translated = [
        home for home in workspace.home_pages.values() if home.page.live and not home.is_main
    ]
    if not translated:
        return
    pages = workspace.list_pages().live().filter(depth__gt=HOME_DEPTH)
    written = set(with_home_path(pages).values_list("home_path", flat=True).distinct())
    for home in translated:
        if home.page.path not in written:
            text = _("The website in %(language)s has a front page and nothing else.")
            text %= {"language": get_language_name(home.page.locale)}
            yield ContentIssue(home.agency, text, get_edit_url(home.page))


def _iter_lead_issues(workspace: UserWorkspace) -> Iterator[ContentIssue]:
    """Yield one article for each home page; once it is fixed, the next one is reported."""
    articles = with_home_path(workspace.list_pages(NewsPage).live().filter(lead="")).order_by()
    for row in articles.values("home_path").annotate(count=Count("pk"), latest=Max("pk")):
        text = ngettext(
            "%(count)s article has no lead: two or three lines that lists show.",
            "%(count)s articles have no lead: two or three lines that lists show.",
            row["count"],
        )
        url = reverse("wagtailadmin_pages:edit", args=[row["latest"]])
        yield ContentIssue(
            workspace.home_pages[row["home_path"]].agency, text % {"count": row["count"]}, url
        )


def _iter_image_issues(workspace: UserWorkspace) -> Iterator[ContentIssue]:
    agencies = {
        agency.collection_id: agency for agency in _get_moderated_agencies(workspace).values()
    }
    images = CustomImage.objects.filter(collection__in=agencies, description="").order_by()
    for row in images.values("collection").annotate(count=Count("pk"), first=Min("pk")):
        text = ngettext(
            "%(count)s picture has no description for people who cannot see it.",
            "%(count)s pictures have no description for people who cannot see them.",
            row["count"],
        )
        url = reverse("wagtailimages:edit", args=[row["first"]])
        yield ContentIssue(agencies[row["collection"]], text % {"count": row["count"]}, url)
