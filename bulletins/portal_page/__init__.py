"""Parser of bulletin pages that were saved from the old SharePoint portal, as text or HTML.

Both formats are reduced to lines, which the same rules then read, so that text and HTML of a page
give the same result.
"""

from bulletins.portal_page.article import MAX_AUTHOR_LENGTH, MAX_HEADING_LENGTH, page_of
from bulletins.portal_page.content import (
    Block,
    Heading,
    Measures,
    Paragraph,
    PortalPage,
    PortalPageError,
    Run,
)
from bulletins.portal_page.html_reader import HTML, HtmlReader
from bulletins.portal_page.lines import MAX_BYTES, decoded, text_lines

__all__ = [
    "MAX_AUTHOR_LENGTH",
    "MAX_BYTES",
    "MAX_HEADING_LENGTH",
    "Block",
    "Heading",
    "Measures",
    "Paragraph",
    "PortalPage",
    "PortalPageError",
    "Run",
    "parse_portal_page",
]


def parse_portal_page(data: bytes) -> PortalPage:
    """Return the bulletin in the bytes of a saved portal page.

    `data`: text or HTML in UTF-8, or in UTF-16 with a byte order mark. Raises PortalPageError, and
    nothing else, for anything that is not a whole bulletin page.
    """
    text = decoded(data)
    return page_of(HtmlReader().read(text) if HTML.search(text) else text_lines(text))
