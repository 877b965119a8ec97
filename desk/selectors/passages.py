"""Passages, the units of translation, and comparison of two.

The text of a segment (``sites.localization.segments``) has one passage for each paragraph; so has
the translation editor, which shows a field for each.
"""

import hashlib
from itertools import pairwise

from content.text.folding import clean_text, fold_text, split_words
from desk.models import PHRASE_LENGTH
from sites.localization.segments import normalize

# Characters; longer passages are remembered for exact matches only.
MAX_NEAR_LENGTH = 1500
# Words; of shorter passages a near match would say nothing.
MIN_NEAR_WORDS = 3


def get_digest(text: str) -> str:
    """Return the key by which equal passages are found: hexadecimal SHA-256."""
    return hashlib.sha256(normalize(text).encode()).hexdigest()


def get_phrases(folded: str) -> list[str]:
    """Return the pairs of neighbouring words of a folded passage, each once and in order.

    Empty for passages with fewer than ``MIN_NEAR_WORDS`` words or more than ``MAX_NEAR_LENGTH``
    characters.
    """
    words = folded.split()
    if len(words) < MIN_NEAR_WORDS or len(folded) > MAX_NEAR_LENGTH:
        return []
    phrases = (f"{first} {second}"[:PHRASE_LENGTH] for first, second in pairwise(words))
    return list(dict.fromkeys(phrases))


def fold_passage(text: str) -> str:
    """Return the words of a passage without accents, for near matches."""
    return fold_text(text)


def get_exact_words(text: str) -> str:
    """Return the words of a text with accents, spelled alike, between spaces: `` tiêm chủng ``.

    One text contains another as whole words if this contains the other's.
    """
    return f" {' '.join(word.exact for word in split_words(clean_text(text)))} "
