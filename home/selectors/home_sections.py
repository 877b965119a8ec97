"""Content of the sections of a home page, for one request."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import cached_property
from wagtail import blocks

from bulletins.selectors.banners import get_homepage_bulletins
from content.blocks import list_readable
from home.blocks.home_sections import DEFAULT_SECTIONS, ENTRIES
from home.frames import (
    find_live_translation,
    get_frame_path,
    store_translations,
    translate_address,
)
from home.models import DocumentPage, HomePage, NewsPage, ProcedurePage
from home.models.home_page import MAX_TASKS, TaskValue
from home.privacy import list_private_paths
from home.selectors.call_details import CallDetails, get_call_details
from home.selectors.newest_pages import (
    list_newest_articles,
    list_newest_documents,
    list_newest_procedures,
)
from home.selectors.popular_tasks import TaskLink, list_popular_tasks
from home.selectors.successors import get_website_serving
from sites.localization.display import mark_untranslated_fields
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


def list_arranged_blocks(page: HomePage) -> list[tuple[str, blocks.StructValue | dict[str, str]]]:
    """Return the block type and value of each section, empty ones included.

    They are those that the agency has arranged and does not leave out, else ``DEFAULT_SECTIONS``.
    """
    chosen = [(child.block_type, child.value) for child in list_readable(page.parts)]
    shown = [(kind, value) for kind, value in chosen if not value.get("hidden")]
    return shown or [(kind, {"heading": ""}) for kind in DEFAULT_SECTIONS]


class HomeSections:
    """Content by block type: each property is named after a kind of section.

    Everything is queried at most once, and only for sections that are shown.
    """

    def __init__(self, page: HomePage, request: AgencyRequest) -> None:
        self.page, self.request = page, request

    def build(self, number: int, kind: str, value: Any) -> HomeSection | None:
        """Return a section, or None if it would be empty.

        ``number``: its place among those of ``list_arranged_blocks``, from 1; ``kind``, ``value``:
        what that says of it.
        """
        is_text = kind == "text"
        items = value["body"] if is_text else getattr(self, kind)
        if not items:
            return None
        key = f"text-{number}" if is_text else kind
        language = getattr(value, "language", "") if value["heading"] or is_text else ""
        return HomeSection(kind, key, value["heading"], items, language)

    @cached_property
    def tasks(self) -> list[TaskLink]:
        """Return what people come for: as the unit has arranged it, else what is used most."""
        arranged = list_readable(self.page.tasks)
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
        number = self._count_entries("documents")
        return self._mark(list_newest_documents(self.request, self.page, number))

    @cached_property
    def procedures(self) -> list[ProcedurePage]:
        """Return the public procedures that were published last, without those of ``tasks``."""
        number = self._count_entries("procedures")
        newest = list_newest_procedures(self.request, self.page, number + MAX_TASKS)
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
        number = self._count_entries("news") + 1
        return self._mark(list_newest_articles(self.request, self.page, number))

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

    def _mark(self, pages: list[Any]) -> list[Any]:
        """Return the pages, with what is not translated marked."""
        mark_untranslated_fields(pages, self.request.LANGUAGE_CODE)
        return pages

    def _has_public_target(self, task: blocks.StructValue) -> bool:
        """Return whether everybody may read what a shortcut leads to."""
        if task["address"]:
            return True
        page = task["page"]
        return bool(page and page.live) and not page.path.startswith(
            list_private_paths(self.request)
        )
