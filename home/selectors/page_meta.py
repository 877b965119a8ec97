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

from content.models import CustomImage
from content.renditions import find_rendition
from home.paths import HOME_DEPTH, get_page_path
from home.selectors import schema_org
from home.selectors.navigation import list_pages_above
from sites.models import Agency
from sites.requests import AgencyRequest

# Characters. Search engines cut longer descriptions.
DESCRIPTION_LENGTH = 200
# Language and territory (https://ogp.me); Vietnamese government websites use British English.
LOCALES = {"vi": "vi_VN", "en": "en_GB"}
PICTURE = "fill-1200x630|format-jpeg"


class Alternate(NamedTuple):
    """Language version of a page; ``code``: language code or x-default, ``url``: absolute."""

    code: str
    url: str


class Picture(NamedTuple):
    """Picture for link previews, with its absolute URL and its size in pixels."""

    url: str
    width: int
    height: int
    description: str


@dataclass(frozen=True)
class PageMeta:
    """Metadata of one page.

    ``url``: canonical and absolute; ``locale``: as Open Graph writes it (``vi_VN``);
    ``alternates``: include the page itself, or are empty; ``structured``: schema.org objects for
    JSON-LD.
    """

    url: str
    description: str
    locale: str
    alternates: list[Alternate] = field(default_factory=list)
    picture: Picture | None = None
    structured: list[dict[str, object]] = field(default_factory=list)

    @property
    def other_locales(self) -> list[str]:
        """Return the Open Graph locales of the other language versions."""
        locales = [LOCALES[alt.code] for alt in self.alternates if alt.code in LOCALES]
        return [locale for locale in locales if locale != self.locale]


def get_page_meta(request: AgencyRequest, page: Page, number: int = 1) -> PageMeta:
    """Return the metadata of a Wagtail page.

    ``number``: the number of the result page of an index page, from 1. Each number has its own
    canonical URL (``?trang=2``); only the first has alternates.
    """
    root = request.agency.root_url
    codes = [code for code in request.enabled_languages if code != request.LANGUAGE_CODE]
    paths = get_live_translations(page, codes)
    paths = {request.LANGUAGE_CODE: get_page_path(page)} | paths if paths else {}
    query = f"?trang={number}" if number > 1 else ""
    return PageMeta(
        url=root + get_page_path(page) + query,
        description=get_description(page, request.agency),
        locale=LOCALES.get(request.LANGUAGE_CODE, request.LANGUAGE_CODE),
        alternates=[] if query else _list_alternates(root, paths),
        picture=_find_picture(page, root),
        structured=_build_structured_data(request, page),
    )


def get_view_meta(request: AgencyRequest, description: str) -> PageMeta:
    """Return the metadata of a view that is not a Wagtail page, for example the directory."""
    root = request.agency.root_url
    codes = request.enabled_languages if len(request.enabled_languages) > 1 else ()
    return PageMeta(
        url=root + request.path,
        description=description,
        locale=LOCALES.get(request.LANGUAGE_CODE, request.LANGUAGE_CODE),
        alternates=_list_alternates(
            root, {code: get_path_in_language(request, code) for code in codes}
        ),
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


def get_live_translations(page: Page, codes: Iterable[str]) -> dict[str, str]:
    """Return the paths of a page's live translations in these languages, by language code.

    Languages without a live translation are left out. Queried once per page object.
    """
    wanted = list(codes)
    if not wanted:
        return {}
    known: dict[str, str] | None = page.__dict__.get("live_translations")
    if known is None:
        rows = page.get_translations().live().select_related("locale")
        known = {row.locale.language_code: get_page_path(row) for row in rows}
        page.__dict__["live_translations"] = known
    return {code: known[code] for code in wanted if code in known}


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
    found = [Alternate(code, root + path) for code, path in sorted(paths.items())]
    if settings.LANGUAGE_CODE in paths:
        found.append(Alternate("x-default", root + paths[settings.LANGUAGE_CODE]))
    return found


def _get_body_text(page: Page) -> str:
    body = getattr(page, "body", None)
    if not body:
        return ""
    parts = body.stream_block.get_searchable_content(body)
    return unescape(strip_tags(" ".join(map(str, parts)))).strip()


def _find_picture(page: Page, root: str) -> Picture | None:
    image: CustomImage | None = getattr(page, "image", None)
    # Services that show link previews do not support SVG.
    if image is None or image.is_svg():
        return None
    rendition = find_rendition(image, PICTURE)
    if rendition is None:
        return None
    url = urljoin(root + "/", rendition.url)
    return Picture(url, rendition.width, rendition.height, image.description)


def _build_structured_data(request: AgencyRequest, page: Page) -> list[dict[str, object]]:
    agency = request.agency
    if page.depth == HOME_DEPTH:
        return [schema_org.build_organisation(agency, request.agency_settings)]
    with translation.override(page.locale.language_code):
        home = (pgettext("website", "Home"), reverse("wagtail_serve", args=[""]))
    trail = [(above.title, get_page_path(above)) for above in (*list_pages_above(page), page)]
    return [schema_org.build_breadcrumb(agency.root_url, [home, *trail])]
