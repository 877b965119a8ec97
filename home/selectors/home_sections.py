"""Content of the sections of a home page, for one request."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from wagtail import blocks
from wagtail.query import PageQuerySet

from bulletins.selectors.banners import get_homepage_bulletins
from home.blocks.home_sections import DEFAULT_SECTIONS, ENTRIES
from home.frames import (
    descendants_of_any,
    find_live_translation,
    get_frame_path,
    in_frame,
    list_front_pages,
    store_translations,
    translate_address,
)
from home.models import DocumentPage, HomePage, NewsPage, ProcedurePage
from home.models.base import LISTED
from home.models.home_page import MAX_TASKS, TaskValue
from home.privacy import list_private_paths
from home.selectors.call_details import CallDetails, get_call_details
from home.selectors.popular_tasks import TaskLink, list_popular_tasks
from home.selectors.successors import get_website_serving
from sites.localization.display import mark_untranslated_fields
from sites.permissions.ownership import descendants_q
from sites.requests import AgencyRequest


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

    They are those that the agency has arranged and does not leave out, else ``DEFAULT_SECTIONS``.
    """
    chosen = [(child.block_type, child.value) for child in page.parts]
    shown = [(kind, value) for kind, value in chosen if not value.get("hidden")]
    return shown or [(kind, {"heading": ""}) for kind in DEFAULT_SECTIONS]


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
    def tasks(self) -> list[TaskLink]:
        """Return what people come for: as the unit has arranged it, else what is used most."""
        arranged = list(self.page.tasks)
        if not arranged:
            return list_popular_tasks(self.page, self.request)
        links = self._link_shortcuts([block.value for block in arranged if block.value])
        place = next((n for n, one in enumerate(arranged) if one.block_type == "automatic"), None)
        if place is None:
            return links
        popular = list_popular_tasks(self.page, self.request)
        known = {link.address for link in links}
        further = [link for link in popular if link.address not in known]
        return [*links[:place], *further[: MAX_TASKS - len(links)], *links[place:]]

    @cached_property
    def call(self) -> CallDetails | None:
        """Return whom to call; None for an ended unit."""
        return get_call_details(self.request)

    @property
    def bulletins(self) -> list[Any]:
        """Return the latest bulletins, without those that stand above as banners."""
        return get_homepage_bulletins(self.request).latest[: self._count_entries("bulletins")]

    @property
    def lead(self) -> NewsPage | None:
        """Return the newest article, or None."""
        return next(iter(self._articles), None)

    @property
    def news(self) -> list[NewsPage]:
        """Return the newest articles, without the one that the lead section shows."""
        first = any(kind == "lead" for kind, _value in list_arranged_blocks(self.page))
        return self._articles[first : self._count_entries("news") + first]

    @cached_property
    def documents(self) -> list[DocumentPage]:
        """Return the newest public documents."""
        documents = self._list_public(DocumentPage.objects.only(*LISTED, "number", "issued_on"))
        newest = documents.select_related("locale").order_by("-issued_on", "-pk")
        return self._mark(newest[: self._count_entries("documents")])

    @cached_property
    def procedures(self) -> list[ProcedurePage]:
        """Return the public procedures that were published last, without those of ``tasks``."""
        procedures = self._list_public(ProcedurePage.objects.only(*LISTED))
        newest = procedures.select_related("locale")
        number = self._count_entries("procedures")
        newest = newest.order_by("-last_published_at", "-pk")[: number + MAX_TASKS]
        kinds = [kind for kind, _value in list_arranged_blocks(self.page)]
        above = {link.address for link in self.tasks} if "tasks" in kinds else set()
        frame = self.request.LANGUAGE_CODE
        rest = [page for page in newest if get_frame_path(page, frame) not in above]
        return self._mark(rest[:number])

    @property
    def contact(self) -> bool:
        """Return whether the agency has a telephone or an address, or others serve now."""
        if self.request.agency.is_archived:
            return bool(get_website_serving(self.request).agencies)
        details = self.request.agency_settings
        return bool(details.telephone or details.address)

    @cached_property
    def _articles(self) -> list[NewsPage]:
        news = self._list_public(NewsPage.objects.only(*LISTED, "date", "lead", "image"))
        newest = news.select_related("image", "locale").order_by("-date", "-pk")
        return self._mark(newest[: self._count_entries("news") + 1])

    def _count_entries(self, kind: str) -> int:
        """Return how many entries a section lists: as chosen by the unit, else the usual number."""
        values = (value for name, value in list_arranged_blocks(self.page) if name == kind)
        chosen: Any = next((value.get("entries") for value in values), None)
        return int(chosen or ENTRIES[kind])

    def _link_shortcuts(self, shortcuts: list[TaskValue]) -> list[TaskLink]:
        """Return links to what everybody may read, in the frame of the request."""
        shortcuts = [one for one in shortcuts if self._has_public_target(one)]
        frame = self.request.LANGUAGE_CODE
        pages = [one["page"] for one in shortcuts if one["page"]]
        if frame != settings.LANGUAGE_CODE:
            store_translations(pages)
        links = []
        for one in shortcuts:
            page, target = one["page"], ""
            address = translate_address(one["address"], frame)
            if page:
                # Saves a query: nearly always the page has the locale of the home page.
                if page.locale_id == self.page.locale_id:
                    page.locale = self.page.locale
                else:
                    page = find_live_translation(page, frame) or page
                address, target = get_frame_path(page, frame), page.locale.language_code
            language = getattr(one, "language", "") or self.page.locale.language_code
            links.append(TaskLink(one["label"], address, 0, one.known_icon, language, target))
        return links

    def _mark(self, pages: PageQuerySet | list[Any]) -> list[Any]:
        """Return pages as a list, with what is not translated marked."""
        listed = list(pages)
        mark_untranslated_fields(listed, self.request.LANGUAGE_CODE)
        return listed

    def _list_public(self, pages: PageQuerySet) -> PageQuerySet:
        """Return those of ``pages`` that the frame of the request shows to everybody."""
        here = descendants_of_any(pages, list_front_pages(self.request, self.page))
        return in_frame(here, self.request.LANGUAGE_CODE).live().exclude(self._private)

    def _has_public_target(self, task: blocks.StructValue) -> bool:
        """Return whether everybody may read what a shortcut leads to."""
        if task["address"]:
            return True
        page = task["page"]
        return bool(page and page.live) and not page.path.startswith(
            list_private_paths(self.request)
        )

    @property
    def _private(self) -> models.Q:
        return descendants_q("path", list_private_paths(self.request))
