"""Pages of a website as citizens get them, with what they say about bulletins."""

import re
from dataclasses import dataclass, replace
from time import monotonic

from responses.selectors.expected_display import HOME, CheckPlan
from sites.models import Failure
from sites.probe import ProbeError, ProbeResponse, SiteProbe

# Markup of our own templates, where no value holds a quotation mark.
_MARK = re.compile(r'<meta name="bantin-bulletin" content="([^"]*)">')
_BANNER = re.compile(r'data-bulletin="([^"]*)"')
_URGENT = re.compile(r'data-urgent="([^"]*)"')
_LINK = re.compile(r'href="([^"#?]*)')

# Pages that take longer are slow, and a website whose slow pages have taken longer in all does not
# answer in time.
SLOW_SECONDS, MAX_WAIT_SECONDS = 5.0, 30.0


@dataclass(frozen=True)
class Page:
    """Marks and links of a page.

    `mark`: mark of the bulletin the page is about, or empty. `banners`: marks of the banners on it.
    `urgent`: marks of the urgent bulletins of other places that it lists.
    """

    answer: ProbeResponse
    mark: str
    banners: frozenset[str]
    urgent: frozenset[str]
    links: frozenset[str]


def parse_page(answer: ProbeResponse) -> Page:
    """Return the marks and links in a response, whose text is dropped."""
    mark = _MARK.search(answer.text)
    return Page(
        # The text is no longer needed, and a website has hundreds of pages.
        answer=replace(answer, text=""),
        mark=mark[1] if mark else "",
        banners=frozenset(_BANNER.findall(answer.text)),
        urgent=frozenset(_URGENT.findall(answer.text)),
        links=frozenset(_LINK.findall(answer.text)),
    )


PageOrError = Page | ProbeError


@dataclass(frozen=True)
class FetchedPages:
    """Pages of a website, or why they could not be fetched; `pages`: by path of the bulletin."""

    home: PageOrError
    listing: PageOrError
    pages: dict[str, PageOrError]


def fetch_pages(plan: CheckPlan) -> FetchedPages:
    """Fetch home page, list and the page of each bulletin, one after the other."""
    with SiteProbe(plan.host) as probe:
        reader = _Reader(probe)
        return FetchedPages(
            home=reader.fetch(HOME),
            listing=reader.fetch(plan.listing),
            pages={
                expectation.path: reader.fetch(expectation.path)
                for expectation in plan.expectations
            },
        )


class _Reader:
    """Fetches pages of a website until one request fails, or slow ones have taken too long.

    Then every page counts as failed, because each would take as long to fail. A response that is
    too large does not stop it.
    """

    def __init__(self, visitor: SiteProbe) -> None:
        self.visitor = visitor
        self.lost: ProbeError | None = None
        self.waited = 0.0

    def fetch(self, path: str) -> PageOrError:
        if self.lost:
            return self.lost
        begun = monotonic()
        try:
            page = parse_page(self.visitor.get(path))
            took = monotonic() - begun
            self.waited += took if took > SLOW_SECONDS else 0
            if self.waited > MAX_WAIT_SECONDS:
                self.lost = ProbeError(Failure.TIMEOUT)
            return page
        except ProbeError as error:
            if error.failure != Failure.TOO_LARGE:
                self.lost = error
            return error
