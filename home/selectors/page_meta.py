"""Metadata in the ``<head>`` of pages, for search engines and link previews."""

import textwrap
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple
from urllib.parse import urljoin

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.models import Page

from content.languages import get_interface_language, get_language_entry, list_hreflang
from content.models import CustomImage
from content.renditions import find_rendition
from home.frames import (
    find_live_translation,
    get_frame_path,
    is_fallback,
    list_translations,
)
from home.paths import HOME_DEPTH, get_page_path
from home.renditions import PREVIEW_SPEC
from home.selectors import schema_org
from home.selectors.navigation import list_pages_above
from home.selectors.opening_hours import get_site_schedule
from sites.localization.segments import copy_without_foreign_parts
from sites.models import Agency
from sites.requests import AgencyRequest

# Characters. Search engines cut longer descriptions.
DESCRIPTION_LENGTH = 200
# Pixels; one of those of home.views.icons.
SIGN_SIZE = 512


class Alternate(NamedTuple):
    """Language version of a page; ``code``: language code or x-default, ``url``: absolute."""

    code: str
    url: str


class PageImage(NamedTuple):
    """Picture for link previews, with its absolute URL and its size in pixels."""

    url: str
    width: int
    height: int
    description: str


@dataclass(frozen=True)
class PageMeta:
    """Metadata of one page.

    ``url``: canonical and absolute; ``locale``: as Open Graph writes it (``vi_VN``), empty for a
    language that it does not know; ``alternates``: include the page itself, or are empty;
    ``structured``: schema.org objects for JSON-LD.
    """

    url: str
    description: str
    locale: str
    alternates: list[Alternate] = field(default_factory=list)
    structured: list[dict[str, object]] = field(default_factory=list)

    @property
    def other_locales(self) -> list[str]:
        """Return the Open Graph locales of the other language versions."""
        entries = (settings.LANGUAGE_TABLE.get(alternate.code) for alternate in self.alternates)
        locales = [entry.open_graph for entry in entries if entry]
        return [locale for locale in locales if locale not in {"", self.locale}]


def get_page_image(agency: Agency, page: Page | None) -> PageImage:
    """Return the picture of a page for link previews, else the sign of its unit.

    ``page``: None for a view that is not a Wagtail page.
    """
    own = _find_image(page, agency.root_url) if page else None
    url = f"{agency.root_url}/icon-{SIGN_SIZE}.png"
    return own or PageImage(url, SIGN_SIZE, SIGN_SIZE, agency.name)


def get_page_meta(request: AgencyRequest, page: Page, number: int = 1) -> PageMeta:
    """Return the metadata of a Wagtail page.

    They are those of its content: a Vietnamese page in the frame of another language has its
    Vietnamese URL as the canonical one. ``number``: the number of the result page of an index page,
    from 1. Each number has its own canonical URL (``?trang=2``); only the first has alternates.
    """
    root = request.agency.root_url
    own = page.locale.language_code
    query = f"?trang={number}" if number > 1 else ""
    # The URL of a fallback is no version of its own, but leads to the canonical one.
    is_version = not query and not is_fallback(page, request.LANGUAGE_CODE)
    paths = list_live_paths(page, request.enabled_languages) if is_version else {}
    with translation.override(own):
        description = get_description(copy_without_foreign_parts(page), request.agency)
    return PageMeta(
        url=root + get_page_path(page) + query,
        description=description,
        locale=get_language_entry(own).open_graph,
        alternates=_list_alternates(root, paths),
        structured=_build_structured_data(request, page),
    )


def get_view_meta(request: AgencyRequest, description: str) -> PageMeta:
    """Return the metadata of a view that is not a Wagtail page, for example the directory.

    A view consists of the words of the frame, so its languages are those with a translated frame.
    In any other it is the same page again, and the canonical URL is that of the interface language.
    """
    root, interface = request.agency.root_url, get_interface_language()
    codes = [code for code in request.enabled_languages if get_language_entry(code).frame]
    is_version = interface == request.LANGUAGE_CODE or interface not in codes
    paths = {code: get_path_in_language(request, code) for code in codes}
    return PageMeta(
        url=root + (request.path if is_version else paths[interface]),
        description=description,
        locale=get_language_entry(interface).open_graph,
        alternates=_list_alternates(root, paths) if is_version else [],
    )


def get_description(page: Page, agency: Agency) -> str:
    """Return a description of one or two sentences, at most ``DESCRIPTION_LENGTH`` characters.

    The first of: search description, lead, tagline, beginning of the body, a sentence with the
    names of page and agency. Never empty.
    """
    written = (page.search_description, *(getattr(page, name, "") for name in ("lead", "tagline")))
    text = next(filter(None, written), "") or _get_body_text(page)
    if not text and page.depth == HOME_DEPTH:
        text = _("Notices, news, documents and contact of %(agency)s.") % {"agency": agency.name}
    elif not text:
        names = {"title": page.title, "agency": agency.name}
        text = _("%(title)s, on the website of %(agency)s.") % names
    return textwrap.shorten(text, DESCRIPTION_LENGTH, placeholder="…")


def list_live_paths(page: Page, languages: Iterable[str]) -> dict[str, str]:
    """Return the paths of a page's live versions in these languages, by language code.

    The page itself counts. Languages without a live version are left out.
    """
    codes = set(languages)
    others = list_translations(page) if len(codes) > 1 else []
    versions = [page, *(version for version in others if version.live)]
    paths = {one.locale.language_code: get_page_path(one) for one in versions}
    return {code: path for code, path in paths.items() if code in codes}


def list_frame_paths(page: Page, languages: Iterable[str]) -> dict[str, str]:
    """Return the paths at which a website with these languages shows a page, by language code.

    In a language without a live version that is the fallback (``home.frames``). Languages are left
    out only where there is no live Vietnamese version either.
    """
    codes = set(languages)
    paths = list_live_paths(page, codes)
    source = find_live_translation(page, settings.LANGUAGE_CODE) if len(codes) > 1 else None
    fallbacks = {code: get_frame_path(source, code) for code in codes} if source else {}
    return fallbacks | paths


def get_path_in_language(request: AgencyRequest, code: str) -> str:
    """Return the path of the current view in language ``code``, else of the home page.

    The home page is returned for pages of Wagtail, for URLs that match no named route (an error
    page has this frame too), for routes that do not depend on the language, and where the arguments
    cannot be reversed.
    """
    match = request.resolver_match
    with translation.override(code):
        if match and match.url_name and match.url_name != "wagtail_serve":
            with suppress(NoReverseMatch):
                path = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
                if path != request.path or code == request.LANGUAGE_CODE:
                    return path
        return reverse("wagtail_serve", args=[""])


def _list_alternates(root: str, paths: dict[str, str]) -> list[Alternate]:
    return [Alternate(code, root + path) for code, path in list_hreflang(paths).items()]


def _get_body_text(page: Page) -> str:
    body = getattr(page, "body", None)
    if not body:
        return ""
    parts = body.stream_block.get_searchable_content(body)
    return unescape(strip_tags(" ".join(map(str, parts)))).strip()


def _find_image(page: Page, root: str) -> PageImage | None:
    image: CustomImage | None = getattr(page, "image", None)
    # Services that show link previews do not support SVG.
    if image is None or image.is_svg():
        return None
    rendition = find_rendition(image, PREVIEW_SPEC)
    if rendition is None:
        return None
    url = urljoin(root + "/", rendition.url)
    return PageImage(url, rendition.width, rendition.height, image.description)


def _build_structured_data(request: AgencyRequest, page: Page) -> list[dict[str, object]]:
    agency = request.agency
    if page.depth == HOME_DEPTH:
        schedule = get_site_schedule(request)
        return [schema_org.build_organisation(agency, request.agency_settings, schedule)]
    with translation.override(page.locale.language_code):
        home = (pgettext("website", "Home"), reverse("wagtail_serve", args=[""]))
    trail = [(above.title, get_page_path(above)) for above in (*list_pages_above(page), page)]
    return [schema_org.build_breadcrumb(agency.root_url, [home, *trail])]
