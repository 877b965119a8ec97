"""View of all changes of a province's units: archived, renamed, and their successors."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.template.response import TemplateResponse

from home.selectors.changes import list_change_units, list_changes
from home.views.directory import QUERY_LENGTH
from sites.caching.site_cache import disable_page_cache
from sites.requests import AgencyRequest

# Characters; a letter, or a value of ``Kind``.
CHOICE_LENGTH = 20


def changes(request: AgencyRequest) -> HttpResponse:
    """Render the changes of the units of the website's province, by kind and letter."""
    query = " ".join(request.GET.get("q", "").split())[:QUERY_LENGTH]
    kind = request.GET.get("loai", "")[:CHOICE_LENGTH]
    letter = request.GET.get("chu", "")[:CHOICE_LENGTH]
    found = list_changes(
        list_change_units(request.agency),
        query=query,
        kind=kind,
        letter=letter,
        number=request.GET.get("trang"),
    )
    kept = {name: value for name, value in (("q", query), ("loai", kind)) if value}
    of_letter = f"{urlencode(kept)}&" if kept else ""
    asked = kept | ({"chu": letter} if letter else {})
    context = {
        "found": found,
        "query": query,
        "kind": kind,
        "letter": letter,
        "letter_prefix": of_letter,
        "link_prefix": f"{urlencode(asked)}&" if asked else "",
    }
    # As the directory: it has the telephones of many units.
    return disable_page_cache(TemplateResponse(request, "home/changes.html", context))
