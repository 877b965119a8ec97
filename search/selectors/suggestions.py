"""Title suggestions while a visitor is typing."""

from search.engines import get_engine
from search.selectors.hits import list_hits
from search.selectors.params import SearchParams, get_default_scope
from search.selectors.results import get_base_filters
from search.selectors.synonyms import TermReader
from search.text.queries import parse_query
from sites.requests import AgencyRequest

MIN_LENGTH = 2
MAX_SUGGESTIONS = 8


def list_suggestions(text: str, request: AgencyRequest) -> list[dict[str, str]]:
    """Return up to eight titles that match the text typed so far.

    They are of the website, or of all where its page of results searches all. Each is a dict with
    ``title`` and ``url``. Empty for fewer than two characters.
    """
    query = parse_query(text, TermReader().expand, is_unfinished=True)
    if len(text.strip()) < MIN_LENGTH or not query.typed:
        return []
    # Several entries may have the same title.
    params = SearchParams(text, scope=get_default_scope(request.agency))
    filters = get_base_filters(params, request)
    keys = get_engine().match_titles(query, filters, limit=2 * MAX_SUGGESTIONS)
    hits = list_hits(keys, query, request)
    once = {hit.plain_title: {"title": hit.plain_title, "url": hit.url} for hit in reversed(hits)}
    return list(reversed(once.values()))[:MAX_SUGGESTIONS]
