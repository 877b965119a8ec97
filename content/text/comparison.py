"""Comparison of two versions of a text in bounded time.

Wagtail compares word by word with difflib, which takes at least quadratic time for long texts, and
cubic time for some.
"""

import re

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

    Texts of more than ``MAX_LENGTH`` characters are compared sentence by sentence, those of more
    than ``MAX_SENTENCES`` sentences as a whole.
    """
    old, new = str(before or ""), str(after or "")
    if len(old) + len(new) <= MAX_LENGTH:
        return compare_words(old, new)
    if old == new:
        return TextDiff([("equal", old)])
    old_sentences, new_sentences = _SENTENCES.findall(old), _SENTENCES.findall(new)
    if len(old_sentences) + len(new_sentences) > MAX_SENTENCES:
        return TextDiff([("deletion", old), ("addition", new)])
    return TextDiff(_list_changes(old_sentences, new_sentences))


def _list_changes(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    changes: list[tuple[str, str]] = []
    for run in Levenshtein.opcodes(old, new):
        before, after = old[run.src_start : run.src_end], new[run.dest_start : run.dest_end]
        if run.tag == "equal":
            changes.append(("equal", "".join(before)))
            continue
        parts = ("deletion", before), ("addition", after)
        changes += [(change, "".join(sentences)) for change, sentences in parts if sentences]
    return changes
