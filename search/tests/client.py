"""Asking the search as a browser does."""

import unicodedata

from django.conf import settings
from django.utils.http import urlencode

from tests.html import read_html

# What somebody may type to break the search.
HOSTILE = [
    "\x00",
    "mưa\x00rào",
    "a" * 10_000,
    "mưa " * 2_500,
    "😀",
    "\u202eàưm",
    "'",
    '"',
    '"mưa',
    "%",
    "_",
    "\\",
    "' OR 1=1 --",
    "mưa* AND (rào OR",
    "NEAR(mưa rào)",
    "title:mưa",
    "-mưa",
    "mưa & !rào | <->",
    "<script>",
    "{{ 7 * 7 }}",
    "${7*7}",
    "\ud7ff\ufffe",
    unicodedata.normalize("NFD", "ữ") * 500,
]


def fetch_results(visit, website, typed, path="/tim-kiem/", **parameters):
    """The page of results for what somebody types."""
    response = visit(website, f"{path}?{urlencode({'q': typed} | parameters)}")
    assert response.status_code == 200
    return read_html(response.content)


def list_hit_urls(visit, website, typed, **parameters):
    """Where urgent bulletins and hits lead, without answers and what other websites have."""
    page = fetch_results(visit, website, typed, **parameters)
    hits = page.select(".urgent-elsewhere > ol.results > li, :not(section) > ol.results > li")
    return [hit.h2.a["href"] for hit in hits]


def build_url(agency, path):
    return f"http://{agency.site.hostname}:{settings.SITE_PORT}{path}"
