"""The newest pages of a website for the sections of its home page, in prepared queries.

Each returns so many of the pages that the frame of the request shows to everybody, newest first.
"""

from collections.abc import Sequence
from typing import Any

from wagtail.query import PageQuerySet

from home.frames import in_frame, list_front_pages
from home.models import DocumentPage, HomePage, NewsPage, ProcedurePage
from home.models.base import LISTED
from home.privacy import list_private_paths
from ops.database.prepared_query import prepared_query
from sites.permissions.ownership import descendants_q
from sites.requests import AgencyRequest


def list_newest_articles(request: AgencyRequest, page: HomePage, number: int) -> list[NewsPage]:
    """Return the newest articles below a home page, with their pictures."""
    return _list_articles(request.LANGUAGE_CODE, number, **_get_places(request, page))


def list_newest_documents(
    request: AgencyRequest, page: HomePage, number: int
) -> list[DocumentPage]:
    """Return the newest documents below a home page."""
    return _list_documents(request.LANGUAGE_CODE, number, **_get_places(request, page))


def list_newest_procedures(
    request: AgencyRequest, page: HomePage, number: int
) -> list[ProcedurePage]:
    """Return the procedures below a home page that were published last."""
    return _list_procedures(request.LANGUAGE_CODE, number, **_get_places(request, page))


@prepared_query
def _list_articles(frame: str, number: int, **places: Sequence[str]) -> PageQuerySet:
    pages = NewsPage.objects.only(*LISTED, "date", "lead", "image").select_related("image")
    return _filter_public(pages, frame, **places).order_by("-date", "-pk")[:number]


@prepared_query
def _list_documents(frame: str, number: int, **places: Sequence[str]) -> PageQuerySet:
    pages = DocumentPage.objects.only(*LISTED, "number", "issued_on")
    return _filter_public(pages, frame, **places).order_by("-issued_on", "-pk")[:number]


@prepared_query
def _list_procedures(frame: str, number: int, **places: Sequence[str]) -> PageQuerySet:
    pages = _filter_public(ProcedurePage.objects.only(*LISTED), frame, **places)
    return pages.order_by("-last_published_at", "-pk")[:number]


def _get_places(request: AgencyRequest, page: HomePage) -> dict[str, Any]:
    """Return the tree paths of the home pages of the frame, and of what has a password."""
    return {
        "homes": [home.path for home in list_front_pages(request, page)],
        "private": list_private_paths(request),
    }


def _filter_public(
    pages: PageQuerySet, frame: str, *, homes: Sequence[str], private: Sequence[str]
) -> PageQuerySet:
    below = pages.filter(descendants_q("path", homes)).select_related("locale")
    return in_frame(below, frame).live().exclude(descendants_q("path", private))
