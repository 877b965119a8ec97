"""Asking the search as a browser does."""

from bs4 import BeautifulSoup
from django.conf import settings
from django.utils.http import urlencode


def fetch_results(visit, website, typed, path="/tim-kiem/", **parameters):
    """The page of results for what somebody types."""
    response = visit(website, f"{path}?{urlencode({'q': typed} | parameters)}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def list_hit_urls(visit, website, typed, **parameters):
    """Where the hits lead, in order."""
    hits = fetch_results(visit, website, typed, **parameters).select("ol.results > li")
    return [hit.a["href"] for hit in hits]


def build_url(agency, path):
    return f"http://{agency.site.hostname}:{settings.SITE_PORT}{path}"
