"""Where the pages of a website are, and which addresses are not theirs."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page

from sites.http import AgencyRequest

# Addresses directly below a website's root that are not pages.
RESERVED_SLUGS = {
    "ban-tin",
    "tim-kiem",
    "hien-thi",
    "co-quan",
    "so-do",
    "gop-y",
    "tiep-can",
    "admin",
    "tai-khoan",
    "documents",
    "media",
    "static",
    "-",
} | {code for code, _name in settings.LANGUAGES}
HOME_DEPTH = 2
# The bin's own; see home.models.bin. No title becomes this slug, and no page may take it.
BIN_SLUG = "-thung-rac-"


def page_path(page: Page) -> str:
    """The address of a page on its own website.

    Wagtail's ``pageurl`` reads a table of all websites for this, which grows with their number;
    the path alone is enough inside one of them.
    """
    return path_of(page.url_path, page.locale.language_code)


def path_of(url_path: str, language: str) -> str:
    """The same, of a page of which only these two are at hand."""
    path = url_path.split("/", HOME_DEPTH)[HOME_DEPTH]
    with translation.override(language):
        return reverse("wagtail_serve", args=[path])


def section_path(page: Page) -> str:
    """The address of the page that lists ``page``: an article's news, a document's documents."""
    return page_path(page).rstrip("/").rpartition("/")[0] + "/"


def home_page(request: AgencyRequest) -> Page:
    """Return the home page of the website in the language of the moment."""
    root = request.agency.root_page
    if root.locale.language_code == request.LANGUAGE_CODE:
        return root
    translations = Page.objects.filter(translation_key=root.translation_key)
    return translations.filter(locale__language_code=request.LANGUAGE_CODE).first() or root
