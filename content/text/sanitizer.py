"""Sanitizer for the HTML of rich text and translations, by an allowlist.

nh3 parses HTML as browsers do (WHATWG HTML, 13.2) and serializes only what is listed here, so
nothing is checked by one parser and displayed by another. The lists of tags and attributes have no
script, style, event handler or ``data-`` attribute that scripts use, and only URL schemes as in
OWASP ASVS 5.0, 1.2.2.
"""

import re
from collections import Counter
from functools import partial
from html import unescape
from typing import Any

import nh3
from django.utils.html import escape

# Characters of one text; a long decree has about 60,000.
MAX_LENGTH = 200_000
MAX_TAG_LENGTH = 4_000
# Nesting depth; nested lists have about ten.
MAX_DEPTH = 50

# The tags that the rich text editor writes for the features in content.blocks.text, and those
# it wrote before.
INLINE_TAGS = {"a", "b", "br", "em", "i", "strong", "sub", "sup"}
BLOCK_TAGS = {"embed", "h3", "li", "ol", "p", "ul"}
URL_SCHEMES = {"http", "https", "mailto", "tel"}

_RICH_TEXT_ATTRIBUTES = {
    "a": {"href", "id", "linktype"},
    "embed": {"embedtype", "url"},
    **{tag: {"data-block-key"} for tag in BLOCK_TAGS - {"embed"}},
}
_VALUES = {
    "data-block-key": re.compile(r"[\w-]{1,40}", re.ASCII),
    # The primary key of a page or document, or wagtail-localize's name for a link, such as a1.
    "id": re.compile(r"[a-z]{0,10}[0-9]{1,19}", re.ASCII),
    # Shown as a link; nothing of the other website is loaded.
    "embedtype": re.compile("media"),
    "linktype": re.compile("page|document"),
}
_RAW_TEXT_TAGS = {"script", "style"}
# An ampersand that begins no character reference. Escaped before the length is checked, since nh3
# takes quadratic time for references.
_BARE_AMPERSAND = re.compile(
    r"&(?!(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
)
_TAG = re.compile(r"<(/?)([A-Za-z][^\s/]*)")
_MARKUP = re.compile(r"<[A-Za-z/!?]")
# Elements without an end tag, as nh3 writes them.
_VOID_TAG = re.compile("<(br|embed)([^<>]*)>")
# Characters that browsers remove from a URL before they parse its scheme (WHATWG URL, 4.4).
_IGNORED_IN_URLS = re.compile(r"[\x00-\x20\x7f-\x9f\u2000-\u200f\u2028-\u202f\u2060\ufeff]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.ASCII | re.IGNORECASE)


def clean_rich_text(html: str) -> str:
    """Return rich text, in Wagtail's database format, with only the allowed tags and attributes.

    Text that is clean already comes back unchanged, an empty text empty. Text of more than
    ``MAX_LENGTH`` characters or nested deeper than ``MAX_DEPTH`` comes back as one paragraph of
    plain text.
    """
    cleaned = _clean(html, INLINE_TAGS | BLOCK_TAGS, _RICH_TEXT_ATTRIBUTES)
    return f"<p>{_strip_tags(html)}</p>" if cleaned is None else cleaned


def clean_translation(html: str) -> str:
    """Return a string of wagtail-localize with inline elements only, and links with ``id`` only.

    It is serialized as wagtail-localize does, so that a string extracted from a clean text comes
    back unchanged. A string that is too long or nested too deep comes back as plain text.
    """
    cleaned = _clean(html, INLINE_TAGS, {"a": {"id"}})
    if cleaned is None:
        return _strip_tags(html)
    return cleaned.replace("&nbsp;", "\xa0")


def clean_url(url: str) -> str:
    """Return ``url`` if it is relative or has one of ``URL_SCHEMES``, else an empty string."""
    scheme = _get_scheme(url)
    return "" if scheme and scheme not in URL_SCHEMES else url


def is_script_url(text: str) -> bool:
    """Return whether ``text``, followed as a URL, would run a script contained in it."""
    return _get_scheme(text) in {"data", "javascript", "vbscript"}


def has_lost_markup(html: str, cleaned: str) -> bool:
    """Return whether cleaning removed a tag or a comment, so that the author can be notified."""
    return len(_MARKUP.findall(html)) > len(_MARKUP.findall(cleaned))


def _clean(html: str, tags: set[str], attributes: dict[str, set[str]]) -> str | None:
    """Return the cleaned text, or None if it is too long or too deep to be parsed quickly."""
    if "<" not in html and "&" not in html and ">" not in html:
        return html
    kept = _keep_tags(html, tags)
    if kept is None:
        return None
    run = partial(
        _run,
        tags=tags,
        clean_content_tags=_RAW_TEXT_TAGS,
        # nh3 would add title and lang for every element.
        attributes={"*": set(), **attributes},
        attribute_filter=_filter_attribute,
        url_schemes=URL_SCHEMES,
        link_rel=None,
    )
    cleaned = kept
    # Elements closed in the wrong order are rearranged again by the next parse: repeat until the
    # text is stable. What is stored is already.
    for _ in range(4):
        again = run(cleaned)
        if again == cleaned:
            return cleaned if len(cleaned) <= MAX_LENGTH else None
        cleaned = again
    return None


def _run(html: str, **options: Any) -> str:
    # The editor's reader takes a void element for an open one unless it ends with a slash.
    return _VOID_TAG.sub(r"<\1\2/>", nh3.clean(html, **options))


def _get_scheme(url: str) -> str:
    scheme = _SCHEME.match(_IGNORED_IN_URLS.sub("", url))
    return scheme[1].lower() if scheme else ""


def _filter_attribute(tag: str, name: str, value: str) -> str | None:
    if name == "url":
        return clean_url(value)
    pattern = _VALUES.get(name)
    return value if pattern is None or pattern.fullmatch(value) else None


def _keep_tags(html: str, tags: set[str]) -> str | None:
    """Remove all other tags, in linear time; return None if the text is too long or too deep.

    This only limits the work of nh3, which is quadratic in the depth. For browsers every tag,
    comment and raw text ends with ``>``, so no tag can hide behind something that browsers do not
    treat as a tag.
    """
    if len(html) > MAX_LENGTH:
        return None
    *chunks, rest = html.split(">")
    parts, depth = [], Counter[str]()
    for chunk in chunks:
        tag = _TAG.search(chunk)
        name = tag[2].lower() if tag else ""
        if tag and (name not in tags | _RAW_TEXT_TAGS or len(chunk) - tag.start() > MAX_TAG_LENGTH):
            parts.append(chunk[: tag.start()])
            continue
        parts.append(chunk + ">")
        if name in tags - {"br", "embed"} and tag:
            depth[name] += -1 if tag[1] and depth[name] else not tag[1]
        if depth.total() > MAX_DEPTH:
            return None
    kept = _BARE_AMPERSAND.sub("&amp;", "".join(parts) + rest)
    return kept if len(kept) <= MAX_LENGTH else None


def _strip_tags(html: str) -> str:
    texts = []
    for chunk in html.split(">"):
        tag = _TAG.search(chunk)
        texts.append(chunk[: tag.start()] if tag else chunk)
    return str(escape(" ".join(unescape(" ".join(texts)).split())))
