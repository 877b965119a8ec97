"""What a page that was read says of bulletins."""

import re
from dataclasses import dataclass, replace

from sites.visiting.visitor import Answer

# Written by our own templates, where no value holds a quotation mark.
_MARK = re.compile(r'<meta name="bantin-bulletin" content="([^"]*)">')
_BANNER = re.compile(r'data-bulletin="([^"]*)"')
_LINK = re.compile(r'href="([^"#?]*)')


@dataclass(frozen=True)
class Page:
    """``mark`` is that of the bulletin the page is about, ``banners`` are those above it."""

    answer: Answer
    mark: str
    banners: frozenset[str]
    links: frozenset[str]


def page_of(answer: Answer) -> Page:
    """Read the marks and links of an answer."""
    mark = _MARK.search(answer.text)
    return Page(
        # What has been read is let go of: a website has hundreds of pages.
        answer=replace(answer, text=""),
        mark=mark[1] if mark else "",
        banners=frozenset(_BANNER.findall(answer.text)),
        links=frozenset(_LINK.findall(answer.text)),
    )
