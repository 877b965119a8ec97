"""Comparison of two versions of a text in bounded time.

Wagtail compares word by word with difflib, which takes at least quadratic time for long texts, and
cubic time for some.
"""

import re
import unicodedata

from rapidfuzz.distance import Levenshtein
from wagtail.admin import compare
from wagtail.admin.compare import TextDiff

# Up to so many characters of both versions together are compared word by word: a few pages.
MAX_LENGTH = 20_000
# Longer texts are compared sentence by sentence, up to so many sentences of both together.
MAX_SENTENCES = 2_000
_SENTENCES = re.compile(r"[^.!?\n]*+[.!?\n]++|[^.!?\n]++")

compare_words = compare.diff_text


def apply_patches() -> None:
    """Replace Wagtail's comparison by ``compare_texts``; called once, when the app is ready."""
    compare.diff_text = compare_texts


def compare_texts(before: str | None, after: str | None) -> TextDiff:
    """Return the differences of two versions of a text; None counts as empty.

    Letters without a shape are named (``reveal``).

    Texts of more than ``MAX_LENGTH`` characters are compared sentence by sentence, those of more
    than ``MAX_SENTENCES`` sentences as a whole.
    """
    old, new = reveal(str(before or "")), reveal(str(after or ""))
    if len(old) + len(new) <= MAX_LENGTH:
        return compare_words(old, new)
    if old == new:
        return TextDiff([("equal", old)])
    old_sentences, new_sentences = _SENTENCES.findall(old), _SENTENCES.findall(new)
    if len(old_sentences) + len(new_sentences) > MAX_SENTENCES:
        return TextDiff([("deletion", old), ("addition", new)])
    return TextDiff(_list_changes(old_sentences, new_sentences))


def reveal(text: str) -> str:
    """Return a text in which letters without a shape have their numbers: ``[U+202E]``.

    Marks of direction would show a reviewer the words in another order (Unicode TR 36).
    """
    if text.isascii():
        return text
    return "".join(
        f"[U+{ord(letter):04X}]" if unicodedata.category(letter) == "Cf" else letter
        for letter in text
    )


def _list_changes(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    changes: list[tuple[str, str]] = []
    for code in Levenshtein.opcodes(old, new):
        ours, theirs = old[code.src_start : code.src_end], new[code.dest_start : code.dest_end]
        if code.tag == "equal":
            changes.append(("equal", "".join(ours)))
            continue
        parts = ("deletion", ours), ("addition", theirs)
        changes += [(change, "".join(sentences)) for change, sentences in parts if sentences]
    return changes
