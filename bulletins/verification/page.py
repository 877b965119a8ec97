"""What a fetched page says about bulletins."""

import re
from dataclasses import dataclass, replace

from sites.visiting.visitor import Answer

# Markup of our own templates, where no value holds a quotation mark.
_MARK = re.compile(r'<meta name="bantin-bulletin" content="([^"]*)">')
_BANNER = re.compile(r'data-bulletin="([^"]*)"')
_LINK = re.compile(r'href="([^"#?]*)')


@dataclass(frozen=True)
class Page:
    """Marks and links of a page.

    `mark`: mark of the bulletin the page is about, or empty. `banners`: marks of the banners on it.
    """

    answer: Answer
    mark: str
    banners: frozenset[str]
    links: frozenset[str]


def page_of(answer: Answer) -> Page:
    """Return the marks and links in a response, whose text is dropped."""
    mark = _MARK.search(answer.text)
    return Page(
        # The text is no longer needed, and a website has hundreds of pages.
        answer=replace(answer, text=""),
        mark=mark[1] if mark else "",
        banners=frozenset(_BANNER.findall(answer.text)),
        links=frozenset(_LINK.findall(answer.text)),
    )
