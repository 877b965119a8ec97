"""URL paths of a website's pages, and slugs that pages may not have."""

from functools import cache
from typing import NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.urls import get_urlconf, reverse
from django.utils import translation
from wagtail.models import Page

from sites.requests import AgencyRequest

# First path segments of a website that belong to views, not to pages.
RESERVED_SLUGS = {
    "ban-tin",
    "tim-kiem",
    "hien-thi",
    "co-quan",
    "so-do",
    "gop-y",
    "tiep-can",
    "tinh-trang",
    "admin",
    "tai-khoan",
    "documents",
    "media",
    "static",
    "-",
} | {code for code, _name in settings.LANGUAGES}
HOME_DEPTH = 2
# Slug of the trash page (home.models.trash). No title yields this slug, and no page may have it.
TRASH_SLUG = "-thung-rac-"


class TreePlace(NamedTuple):
    """Where a page stands in the tree: what Wagtail's queries for those below it need of it.

    Instead of the page in a prepared query, where each may be a parameter
    (``ops.database.prepared_query``).
    """

    path: str
    depth: int
    pk: int


def get_page_path(page: Page) -> str:
    """Return the URL path of a page on its own website.

    Wagtail's ``pageurl`` reads a table of all sites for this, which grows with their number. Inside
    one website the path alone is enough.
    """
    return build_page_path(page.url_path, page.locale.language_code)


def build_page_path(url_path: str, language: str) -> str:
    """Return the URL path of a page of which only two values are known.

    ``url_path``: as in ``Page.url_path``; ``language``: the language code of the page's locale.
    """
    path = url_path.split("/", HOME_DEPTH)[HOME_DEPTH]
    # Lists have dozens of paths, and slugs have ASCII letters, so they need not be reversed.
    return _get_front_path(language, get_urlconf()) + quote(path)


@cache
def _get_front_path(language: str, urlconf: str | None) -> str:
    with translation.override(language):
        return reverse("wagtail_serve", args=[""])


def get_home_page(request: AgencyRequest) -> Page:
    """Return the website's home page in the active language.

    Falls back to ``Agency.root_page`` if the website has no home page in that language.
    """
    root = request.agency.root_page
    if root.locale.language_code == request.LANGUAGE_CODE:
        return root
    translations = Page.objects.filter(translation_key=root.translation_key)
    return translations.filter(locale__language_code=request.LANGUAGE_CODE).first() or root
