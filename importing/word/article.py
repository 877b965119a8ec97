"""The article in a Word document: title, lead and blocks."""

import re
from dataclasses import dataclass
from pathlib import PurePath

from content.forms import clean_pasted_text
from importing.html.builder import Block, strip_markup
from importing.html.conversion import convert
from importing.html.losses import Losses, LossKind
from importing.html.old_letters import repair_letters
from importing.word.reader import WordDocument

# As a title may be at most; longer first paragraphs are text.
MAX_TITLE = 255
MAX_LEAD = 400
_TITLE = re.compile(r'<h1 class="title">([^<]*+(?:<(?!/?h1)[^<]*+)*+)</h1>')
_LEAD = re.compile(r'<p class="lead">([^<]*+(?:<(?!/?p[ >])[^<]*+)*+)</p>')
# mammoth writes notes as a list at the end, each with a way back to its place.
_NOTE = re.compile(r'<li id="(?:foot|end)note-[^"]*+">')
_WAY_BACK = re.compile(r' ?<a href="#(?:foot|end)note-ref-[^"]*+">↑</a>')
_FIRST = re.compile(r"\s*<(h1|h2|p)>(.*?)</\1>", re.DOTALL)
# What numbers a part of a text, and so is not the title of all of it.
_NUMBERED = re.compile(r"(?:[IVX]+|[0-9]+|[A-Z])[.)]\s|(?:Điều|Chương|Mục|Phần)\s")
# A paragraph that is bold as a whole.
_BOLD = re.compile(r"(?:<strong>(?:(?!</strong>).)*+</strong>\s*+)++", re.DOTALL)


@dataclass(frozen=True)
class WordArticle:
    """An article: ``title`` and ``lead`` are plain text, the lead often empty.

    A block of the type ``picture`` has the number of the document's picture as its value.
    """

    title: str
    lead: str
    blocks: list[Block]
    losses: Losses


def build_article(document: WordDocument, *, table_labels: tuple[str, str]) -> WordArticle:
    """Return the article in a document.

    The title is the paragraph with Word's style for titles, else the only heading of the first
    level if it comes first, else a first paragraph that is bold as a whole, else the name of the
    file. The lead is the paragraph with the style for subtitles, or a bold one behind the title.
    ``table_labels``: as of ``convert``.
    """
    html, repaired = repair_letters(document.html)
    title, html = _extract(_TITLE, _write_notes(html))
    lead, html = _extract(_LEAD, html)
    if not title:
        title, html = _take_first(html, is_lead=False)
    if title and not lead:
        lead, html = _take_first(html, is_lead=True)
    conversion = convert(html, table_labels=table_labels, images=len(document.images))
    name = PurePath(document.name).stem.replace("_", " ")
    losses = document.losses + conversion.losses
    if repaired:
        losses[LossKind.OLD_LETTERS] = repaired
    return WordArticle(_clean(title or name), _clean(lead), conversion.blocks, losses)


def _write_notes(html: str) -> str:
    """Return the HTML with its footnotes as paragraphs that begin with their numbers.

    As a list they would be one with a list before them, and count on from it.
    """
    text, *notes = _NOTE.split(html)
    if not notes:
        return html
    written = (
        f"<p>[{number}] {note.removesuffix('</ol>').removesuffix('</li>').removeprefix('<p>')}"
        for number, note in enumerate(notes, 1)
    )
    return text.removesuffix("<ol>") + _WAY_BACK.sub("", "".join(written))


def _extract(pattern: re.Pattern[str], html: str) -> tuple[str, str]:
    """Return the text of the first place of a pattern, and the HTML without that place.

    The place stays, and the text is empty, where it holds a picture or is too long.
    """
    found = pattern.search(html)
    if not found or "<img" in found[1]:
        return "", html
    text = strip_markup(found[1])
    if not text or len(text) > (MAX_LEAD if pattern is _LEAD else MAX_TITLE):
        return "", html
    return text, html[: found.start()] + html[found.end() :]


def _take_first(html: str, *, is_lead: bool) -> tuple[str, str]:
    """Return the first paragraph if it is a title or lead by its looks, and the HTML without it."""
    found = _FIRST.match(html)
    if not found or "<img" in found[2]:
        return "", html
    tag, inner = found[1], found[2].strip()
    is_only = tag != "p" and html.count(f"<{tag}>") == 1 and not (tag == "h2" and "<h1" in html)
    if not (_BOLD.fullmatch(inner) if tag == "p" else is_only and not is_lead):
        return "", html
    text = strip_markup(inner)
    if not text or len(text) > (MAX_LEAD if is_lead else MAX_TITLE) or _NUMBERED.match(text):
        return "", html
    return text, html[found.end() :]


def _clean(text: str) -> str:
    return " ".join(str(clean_pasted_text(text)).split())
