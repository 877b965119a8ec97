"""Title suggestions while a visitor is typing."""

from search.engines import engine
from search.selectors.hits import hits_of
from search.selectors.params import Asked
from search.selectors.results import narrowing
from search.selectors.synonyms import with_synonyms
from search.text.queries import parse
from sites.requests import AgencyRequest

SHORTEST = 2
MOST = 8


def suggested(text: str, request: AgencyRequest) -> list[dict[str, str]]:
    """Return up to eight titles on this website that match the text typed so far.

    Each is a dict with ``title`` and ``url``. Empty for fewer than two characters.
    """
    query = parse(text, with_synonyms, is_unfinished=True)
    if len(text.strip()) < SHORTEST or not query.typed:
        return []
    # Several entries may have the same title.
    keys = engine().titles(query, narrowing(Asked(text), request), limit=2 * MOST)
    hits = hits_of(keys, query, request)
    once = {hit.plain_title: {"title": hit.plain_title, "url": hit.url} for hit in reversed(hits)}
    return list(reversed(once.values()))[:MOST]
