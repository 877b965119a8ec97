"""Content issues of agency websites, each with the URL where it can be fixed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, islice

from django.db.models import Count, Max, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.models import AgencyImage, Reading
from desk.selectors.units import Desk, edit_url
from home.blocks.org_chart import without_telephone
from home.models import ContactPage, DocumentPage, NewsPage, OrganisationPage
from home.paths import HOME_DEPTH
from sites.models import Agency, AgencySettings, Status
from sites.permissions.ownership import moderated_by, with_home_path

MOST_GAPS = 5
NEWS_IS_OLD_AFTER = timedelta(days=60)


@dataclass(frozen=True)
class Gap:
    """One content issue of an agency's website, and the URL where it can be fixed."""

    agency: Agency
    text: str
    url: str


def gaps_of(desk: Desk) -> list[Gap]:
    """Return at most five content issues of active agencies, the most serious first.

    Only issues that the user can fix. The number of queries does not depend on the number of
    agencies. See docs/features/desk.md.
    """
    sources = (
        _details(desk),
        _contact(desk),
        _organisation(desk),
        _news(desk),
        _scans(desk),
        _languages(desk),
        _leads(desk),
        _pictures(desk),
    )
    gaps = (gap for gap in chain(*sources) if gap.agency.status == Status.ACTIVE)
    return list(islice(gaps, MOST_GAPS))


def _moderated(desk: Desk) -> dict[int, Agency]:
    mine = moderated_by(desk.user)
    return {agency.pk: agency for agency in desk.agencies if agency.pk in mine}


def _details(desk: Desk) -> Iterator[Gap]:
    agencies = {agency.site_id: agency for agency in _moderated(desk).values()}
    for details in AgencySettings.objects.filter(site__in=agencies):
        url = reverse("wagtailsettings:edit", args=["agencies", "agencysettings", details.site_id])
        agency = agencies[details.site_id]
        if not details.telephone:
            yield Gap(agency, _("The website shows no telephone number."), url)
        if not details.address:
            yield Gap(agency, _("The website shows no address."), url)


def _contact(desk: Desk) -> Iterator[Gap]:
    pages = desk.pages(ContactPage).filter(lead="")
    for page in pages:
        if not page.body:
            text = _("The contact page has no text: say how to find you and when you are there.")
            yield Gap(desk.front_of(page).agency, text, edit_url(page))


def _organisation(desk: Desk) -> Iterator[Gap]:
    for page in desk.pages(OrganisationPage):
        agency = desk.front_of(page).agency
        silent = without_telephone(page.leaders, page.departments)
        if page.is_empty:
            text = _("The page on your organisation names nobody: say who leads the unit.")
            yield Gap(agency, text, edit_url(page))
        elif silent:
            text = ngettext(
                "%(count)s person of your organisation cannot be called: %(name)s.",
                "%(count)s people of your organisation cannot be called; the first is %(name)s.",
                len(silent),
            )
            text %= {"name": silent[0], "count": len(silent)}
            yield Gap(agency, text, edit_url(page))


def _news(desk: Desk) -> Iterator[Gap]:
    articles = with_home_path(desk.pages(NewsPage).live()).order_by()
    latest = dict(articles.values_list("home_path").annotate(Max("date")))
    oldest = timezone.localdate() - NEWS_IS_OLD_AFTER
    for path, front in desk.fronts.items():
        if front.is_main and latest.get(path, oldest) <= oldest:
            url = reverse("desk:add_news") + f"?unit={front.agency.pk}"
            yield Gap(front.agency, _("There has been no news for 60 days."), url)


def _scans(desk: Desk) -> Iterator[Gap]:
    documents = desk.pages(DocumentPage).live().filter(files__file__reading=Reading.SCAN)
    rows = with_home_path(documents).order_by().values_list("home_path")
    for path, count, first in rows.annotate(Count("pk", distinct=True), Min("pk")):
        text = ngettext(
            "%(count)s document is a scan that blind people cannot have read out.",
            "%(count)s documents are scans that blind people cannot have read out.",
            count,
        )
        url = reverse("wagtailadmin_pages:edit", args=[first])
        yield Gap(desk.fronts[path].agency, text % {"count": count}, url)


def _languages(desk: Desk) -> Iterator[Gap]:
    translated = [front for front in desk.fronts.values() if front.page.live and not front.is_main]
    if not translated:
        return
    pages = desk.pages().live().filter(depth__gt=HOME_DEPTH)
    written = set(with_home_path(pages).values_list("home_path", flat=True).distinct())
    for front in translated:
        if front.page.path not in written:
            text = _("The website in %(language)s has a front page and nothing else.")
            text %= {"language": front.page.locale}
            yield Gap(front.agency, text, edit_url(front.page))


def _leads(desk: Desk) -> Iterator[Gap]:
    """Yield one article for each home page; once it is fixed, the next one is reported."""
    articles = with_home_path(desk.pages(NewsPage).live().filter(lead="")).order_by()
    for row in articles.values("home_path").annotate(count=Count("pk"), newest=Max("pk")):
        text = ngettext(
            "%(count)s article has no lead: two or three lines that lists show.",
            "%(count)s articles have no lead: two or three lines that lists show.",
            row["count"],
        )
        url = reverse("wagtailadmin_pages:edit", args=[row["newest"]])
        yield Gap(desk.fronts[row["home_path"]].agency, text % {"count": row["count"]}, url)


def _pictures(desk: Desk) -> Iterator[Gap]:
    agencies = {agency.collection_id: agency for agency in _moderated(desk).values()}
    pictures = AgencyImage.objects.filter(collection__in=agencies, description="").order_by()
    for row in pictures.values("collection").annotate(count=Count("pk"), first=Min("pk")):
        text = ngettext(
            "%(count)s picture has no description for people who cannot see it.",
            "%(count)s pictures have no description for people who cannot see them.",
            row["count"],
        )
        url = reverse("wagtailimages:edit", args=[row["first"]])
        yield Gap(agencies[row["collection"]], text % {"count": row["count"]}, url)
