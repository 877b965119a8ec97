"""Links to pages in rich text, as readers of the frame of a language get them."""

from typing import Any

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.rich_text.pages import PageLinkHandler

from home.frames import is_fallback
from home.paths import build_page_path


class FramedPageLinkHandler(PageLinkHandler):
    """Links to pages in the active language: to their translation, else in its frame.

    Wagtail leads to the Vietnamese address where there is no translation, and so out of the
    language of the reader.
    """

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        return [
            f'<a href="{escape(_get_url(page.localized))}">' if page else "<a>"
            for page in cls.get_many(attrs_list)
        ]


def register_link_types(features: FeatureRegistry) -> None:
    """Have links to pages lead into the frame of the reader."""
    features.register_link_type(FramedPageLinkHandler)


def _get_url(page: Page) -> str | None:
    """Return the URL of a page in the active language.

    A website without that language leads on from there to its own address of the page.
    """
    frame = get_language() or settings.LANGUAGE_CODE
    url: str | None = page.url
    if url is None or not is_fallback(page, frame):
        return url
    _site, _root, path = page.get_url_parts()
    return url.removesuffix(path) + build_page_path(page.url_path, frame)
