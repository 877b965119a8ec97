"""Content of the sections of a home page, for one request."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from wagtail import blocks
from wagtail.models import PageViewRestriction
from wagtail.query import PageQuerySet

from bulletins.selectors.banners import get_homepage_bulletins
from home.blocks.home_sections import DEFAULT_SECTIONS
from home.frames import (
    descendants_of_any,
    find_live_translation,
    in_frame,
    list_front_pages,
    store_translations,
    translate_address,
)
from home.models import DocumentPage, HomePage, NewsPage, ProcedurePage
from sites.permissions.ownership import descendants_q
from sites.requests import AgencyRequest

NEWS = 3
DOCUMENTS = 3
PROCEDURES = 4


@dataclass(frozen=True)
class HomeSection:
    """Section that has content; ``kind``: block type, ``key``: its id on the page.

    ``language``: language code if its words are in another language than the page, else empty.
    """

    kind: str
    key: str
    heading: str
    items: Any
    language: str = ""

    @property
    def template(self) -> str:
        """Return the template of the section."""
        return f"home/parts/{self.kind}.html"


def build_home_sections(page: HomePage, request: AgencyRequest) -> list[HomeSection]:
    """Return the sections of a home page in order, without those that would be empty."""
    return list(_iter_filled(list_arranged_blocks(page), HomeSections(page, request)))


def list_arranged_blocks(page: HomePage) -> list[tuple[str, blocks.StructValue | dict[str, str]]]:
    """Return the block type and value of each section, empty ones included.

    They are those that the agency has arranged, else ``DEFAULT_SECTIONS``.
    """
    chosen = [(child.block_type, child.value) for child in page.parts]
    return chosen or [(kind, {"heading": ""}) for kind in DEFAULT_SECTIONS]


def _iter_filled(
    arrangement: list[tuple[str, Any]], filling: "HomeSections"
) -> Iterator[HomeSection]:
    for number, (kind, value) in enumerate(arrangement, start=1):
        is_text = kind == "text"
        items = value["body"] if is_text else getattr(filling, kind)
        if items:
            key = f"text-{number}" if is_text else kind
            language = getattr(value, "language", "") if value["heading"] or is_text else ""
            yield HomeSection(kind, key, value["heading"], items, language)


class HomeSections:
    """Content by block type: each property is named after a kind of section.

    Everything is queried at most once, and only for sections that are shown.
    """

    def __init__(self, page: HomePage, request: AgencyRequest) -> None:
        self.page, self.request = page, request

    @cached_property
    def tasks(self) -> list[blocks.StructValue]:
        """Return the shortcuts that lead to a URL or to a page that everybody may read."""
        tasks = [block.value for block in self.page.tasks if self._has_public_target(block.value)]
        frame = self.request.LANGUAGE_CODE
        pages = [task["page"] for task in tasks if task["page"]]
        if frame != settings.LANGUAGE_CODE:
            store_translations(pages)
        for task in tasks:
            # Saves a query: nearly always the page has the locale of the home page.
            if task["page"] and task["page"].locale_id == self.page.locale_id:
                task["page"].locale = self.page.locale
            elif task["page"]:
                task["page"] = find_live_translation(task["page"], frame) or task["page"]
            task["address"] = translate_address(task["address"], frame)
        return tasks

    @property
    def bulletins(self) -> list[Any]:
        """Return the latest bulletins."""
        return get_homepage_bulletins(self.request).latest

    @property
    def lead(self) -> NewsPage | None:
        """Return the newest article, or None."""
        return next(iter(self._articles), None)

    @property
    def news(self) -> list[NewsPage]:
        """Return the newest articles, without the one that the lead section shows."""
        first = any(kind == "lead" for kind, _value in list_arranged_blocks(self.page))
        return self._articles[first : NEWS + first]

    @cached_property
    def documents(self) -> list[DocumentPage]:
        """Return the newest public documents."""
        documents = self._list_public(DocumentPage.objects.all())
        return list(documents.select_related("locale").order_by("-issued_on", "-pk")[:DOCUMENTS])

    @cached_property
    def procedures(self) -> list[ProcedurePage]:
        """Return the public procedures that were published last."""
        procedures = self._list_public(ProcedurePage.objects.all())
        newest = procedures.defer_streamfields().select_related("locale")
        return list(newest.order_by("-last_published_at", "-pk")[:PROCEDURES])

    @property
    def contact(self) -> bool:
        """Return whether the agency has a telephone or an address."""
        details = self.request.agency_settings
        return bool(details.telephone or details.address)

    @cached_property
    def _articles(self) -> list[NewsPage]:
        news = self._list_public(NewsPage.objects.all())
        newest = news.select_related("image", "locale").order_by("-date", "-pk")
        return list(newest[: NEWS + 1])

    def _list_public(self, pages: PageQuerySet) -> PageQuerySet:
        """Return those of ``pages`` that the frame of the request shows to everybody."""
        here = descendants_of_any(pages, list_front_pages(self.request, self.page))
        return in_frame(here, self.request.LANGUAGE_CODE).live().exclude(self._private)

    def _has_public_target(self, task: blocks.StructValue) -> bool:
        """Return whether everybody may read what a shortcut leads to."""
        if task["address"]:
            return True
        page = task["page"]
        return bool(page and page.live) and not page.path.startswith(self._private_paths)

    @property
    def _private(self) -> models.Q:
        return descendants_q("path", self._private_paths)

    @cached_property
    def _private_paths(self) -> tuple[str, ...]:
        """Return the tree paths of the pages with a restriction, which holds below them too."""
        return tuple(PageViewRestriction.objects.values_list("page__path", flat=True))
