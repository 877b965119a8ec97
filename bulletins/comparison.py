"""Comparing two versions of a text in bounded time.

Wagtail compares word by word; difflib takes quadratic time and more for long texts.
"""

import re
from difflib import SequenceMatcher

from wagtail.admin import compare
from wagtail.admin.compare import TextDiff

# Characters of both versions together that are compared word by word: some pages of print.
MAX_LENGTH = 20_000
# Sentences of both that are compared where it is more.
MAX_SENTENCES = 2_000
_SENTENCES = re.compile(r"[^.!?\n]*+[.!?\n]++|[^.!?\n]++")

compare_words = compare.diff_text


def connect() -> None:
    """Put ``compare_texts`` in the place of Wagtail's comparison; called once, when ready."""
    compare.diff_text = compare_texts


def compare_texts(before: str | None, after: str | None) -> TextDiff:
    """Return what differs between two versions of a text.

    Long texts are compared sentence by sentence, and very long ones as a whole.
    """
    old, new = str(before or ""), str(after or "")
    if len(old) + len(new) <= MAX_LENGTH:
        return compare_words(old, new)
    if old == new:
        return TextDiff([("equal", old)])
    old_sentences, new_sentences = _SENTENCES.findall(old), _SENTENCES.findall(new)
    if len(old_sentences) + len(new_sentences) > MAX_SENTENCES:
        return TextDiff([("deletion", old), ("addition", new)])
    return TextDiff(_changes(old_sentences, new_sentences))


def _changes(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    changes: list[tuple[str, str]] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, first, last, new_first, new_last in matcher.get_opcodes():
        if kind == "equal":
            changes.append(("equal", "".join(old[first:last])))
            continue
        parts = ("deletion", old[first:last]), ("addition", new[new_first:new_last])
        changes += [(change, "".join(sentences)) for change, sentences in parts if sentences]
    return changes
