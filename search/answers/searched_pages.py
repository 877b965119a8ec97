"""Which pages people mean by what they search for most on a website.

Their words are shown nowhere: they only count for the procedure that the search answers them with,
or for the page that has them as its title.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from home.models import DocumentPage, HomePage, NewsPage, ProcedurePage
from search.answers.procedures import find_procedures
from search.answers.words import are_same, read_words
from search.selectors.query_counts import list_popular_queries
from sites.models import Agency, Kind
from sites.permissions.ownership import descendants_q, list_home_pages
from sites.selectors.public_pages import list_public_pages

# Of a website; what is searched for less hardly counts beside what is opened.
MAX_QUERIES = 12


def count_searches(agency: Agency, since: date) -> Mapping[UUID, int]:
    """Return how often pages were searched for on a website, by translation key.

    ``since``: the first day that counts. Empty while nothing was found on three separate days.
    """
    queries = list_popular_queries(agency, since, MAX_QUERIES)
    counts: Counter[UUID] = Counter()
    if not queries:
        return counts
    titles = _list_titles(agency)
    # A province does for people what its units do.
    agencies = [] if agency.kind == Kind.PROVINCE else [agency.pk]
    for words, found in queries:
        typed = read_words(words)
        keys = [
            page.translation_key
            for page, _owner in find_procedures(typed, agency, agencies=agencies)
        ]
        keys += [key for key, title in titles if are_same(typed, read_words(title))]
        if keys:
            counts[keys[0]] += found
    return counts


def _list_titles(agency: Agency) -> list[tuple[UUID, str]]:
    """Return translation keys and titles of pages that are there to stay, in all languages."""
    homes = list_home_pages([agency.pk]).values_list("path", flat=True)
    pages = list_public_pages().filter(descendants_q("path", homes))
    lasting = pages.not_type(DocumentPage, HomePage, NewsPage, ProcedurePage)
    return list(lasting.order_by("path").values_list("translation_key", "title"))
