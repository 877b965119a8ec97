"""XML sitemaps for search engines (https://www.sitemaps.org/protocol.html).

An index names one or more files per language for pages and for bulletins, and one for views.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page

from bulletins.models import Bulletin
from content.languages import get_language_entry, list_hreflang
from home.paths import get_page_path
from sites.requests import AgencyRequest

# The protocol allows 50,000 URLs and 50 MB. Fewer here, because each URL is listed with its other
# languages, and a file is rendered while the crawler waits.
MAX_URLS_PER_FILE = 10_000
# URL names of views that are not Wagtail pages.
VIEWS = ("bulletins", "bulletins_archive", "directory", "site_map")
XML = "application/xml"

Rows = Callable[[AgencyRequest], QuerySet]


class SitemapEntry(NamedTuple):
    """URL in a sitemap.

    ``location``: absolute; ``lastmod``: last publication, None for views; ``alternates``: the URL
    in each of its languages, itself included; empty if there is only one.
    """

    location: str
    lastmod: datetime | None
    alternates: list[dict[str, str]]


def list_public_pages(request: AgencyRequest) -> QuerySet[Page]:
    """Return the public pages of a website in all its enabled languages."""
    homes = Page.objects.filter(
        translation_key=request.agency.root_page.translation_key,
        locale__language_code__in=request.enabled_languages,
    )
    below = Q(pk__in=[])
    for path in homes.values_list("path", flat=True):
        below |= Q(path__startswith=path)
    return Page.objects.filter(below).live().public().order_by("path")


def list_bulletins_in_force(request: AgencyRequest) -> QuerySet[Bulletin]:
    """Return the bulletins in force on a website, in its enabled languages.

    Only bulletins whose canonical URL is here: the protocol wants each URL in the sitemap of its
    own website.
    """
    visible = Bulletin.objects.visible_on(request.agency)
    wanted = Q(pk__in=[])
    for code in request.enabled_languages:
        here = visible.canonical_on(request.agency, code)
        keys = here.values("translation_key")
        wanted |= Q(locale__language_code=code, translation_key__in=keys)
    return Bulletin.objects.filter(wanted, live=True).newest_first()


# Name in the URLs of the files: the queryset, and the field that paths are made from.
PARTS: dict[str, tuple[Rows, str]] = {
    "trang": (list_public_pages, "url_path"),
    "ban-tin": (list_bulletins_in_force, "slug"),
}


def sitemap_index(request: AgencyRequest) -> HttpResponse:
    """Render the index of all files, each with the date of its last publication."""
    files = []
    for part, (rows, _field) in PARTS.items():
        found = rows(request).order_by().values_list("locale__language_code")
        for code, count, latest in found.annotate(Count("pk"), Max("last_published_at")):
            for number in range(-(-count // MAX_URLS_PER_FILE)):
                path = reverse("sitemap_part", args=[part, code, number + 1])
                files.append({"location": request.agency.root_url + path, "last_mod": latest})
    for code in _list_interface_languages(request):
        path = reverse("sitemap_part", args=["muc", code, 1])
        files.append({"location": request.agency.root_url + path, "last_mod": None})
    files.sort(key=lambda file: file["location"])
    return TemplateResponse(request, "sitemap_index.xml", {"sitemaps": files}, content_type=XML)


def sitemap_part(request: AgencyRequest, part: str, code: str, number: str) -> HttpResponse:
    """Render one file of URLs.

    ``part``: a key of ``PARTS``, or ``muc`` for views; ``code``: language; ``number``: of the file,
    from 1. Raises Http404 if the language is not enabled or the file would be empty.
    """
    if code not in request.enabled_languages:
        raise Http404
    if part in PARTS:
        entries = _list_entries(request, *PARTS[part], code, int(number))
    else:
        is_there = number == "1" and code in _list_interface_languages(request)
        entries = _list_view_entries(request, code) if is_there else []
    if not entries:
        raise Http404
    return TemplateResponse(request, "sitemap.xml", {"urlset": entries}, content_type=XML)


def _list_entries(
    request: AgencyRequest, rows: Rows, field: str, code: str, number: int
) -> list[SitemapEntry]:
    light = ("translation_key", "last_published_at", "locale__language_code", field)
    found = rows(request).select_related("locale").only(*light)
    here = found.filter(locale__language_code=code)
    chosen = here[(number - 1) * MAX_URLS_PER_FILE : number * MAX_URLS_PER_FILE]
    others = _get_translated_paths(found, here, code)
    root = request.agency.root_url
    return [
        SitemapEntry(
            root + _get_path(row),
            row.last_published_at,
            _list_alternates(root, {code: _get_path(row)} | others.get(row.translation_key, {})),
        )
        for row in chosen
    ]


def _get_translated_paths(
    rows: QuerySet, here: QuerySet, code: str
) -> dict[object, dict[str, str]]:
    """Return the paths of the translations of ``here``, by translation key and language."""
    keys = here.order_by().values("translation_key")
    found: dict[object, dict[str, str]] = {}
    for row in rows.exclude(locale__language_code=code).filter(translation_key__in=keys):
        found.setdefault(row.translation_key, {})[row.locale.language_code] = _get_path(row)
    return found


def _list_view_entries(request: AgencyRequest, code: str) -> list[SitemapEntry]:
    root = request.agency.root_url
    entries = []
    for name in VIEWS:
        paths = {}
        for language in _list_interface_languages(request):
            with translation.override(language):
                paths[language] = reverse(name)
        entries.append(SitemapEntry(root + paths[code], None, _list_alternates(root, paths)))
    return entries


def _list_interface_languages(request: AgencyRequest) -> list[str]:
    """Return the languages of a website in which its views are: those with a translated frame."""
    return [code for code in request.enabled_languages if get_language_entry(code).frame]


def _list_alternates(root: str, paths: dict[str, str]) -> list[dict[str, str]]:
    languages = list_hreflang(paths)
    return [{"lang_code": code, "location": root + path} for code, path in languages.items()]


def _get_path(row: Page | Bulletin) -> str:
    if isinstance(row, Bulletin):
        with translation.override(row.language):
            return row.path
    return get_page_path(row)
