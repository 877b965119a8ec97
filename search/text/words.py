"""The words of texts and queries as the search knows them: letters and digits apart.

*ND162/2026* has the words ``nd``, ``162`` and ``2026``, *covid19* the same as *Covid-19*.
Everything else is as ``content.text.folding`` cuts it.
"""

import re
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from content.text.folding import Word, clean_text, make_word

# Letters with their combining marks, or digits of ASCII.
_PART = re.compile(
    r"[0-9]+|[^\W_0-9\u02bc]+(?:[\u0300-\u036f]+[^\W_0-9\u02bc]*)*",
)


class WordForms(NamedTuple):
    """The words of a text in order, without accents and with them (``Word.fold``, ``exact``).

    Each a line of its own, with a space before, between and behind the words (``join_forms``).
    """

    folds: str
    exacts: str

    @property
    def number(self) -> int:
        """How many words there are."""
        return max(0, self.folds.count(" ") - 1)

    def cut(self, number: int) -> "WordForms":
        """Return the first so many words, all if there are no more."""
        lines = (line.split(None, number)[:number] for line in self)
        return WordForms(*(" ".join(["", *words, ""]) for words in lines))


def split_parts(text: str) -> list[Word]:
    """Return the words of a clean text in order, with letters and digits apart."""
    return [*map(make_word, _PART.findall(text))]


def split_forms(text: str) -> WordForms:
    """Return the forms of the words of a clean text, with letters and digits apart."""
    return join_forms(split_parts(text))


def join_forms(words: Iterable[Word]) -> WordForms:
    """Return the forms of some words."""
    words = [*words]
    return WordForms(
        " ".join(["", *(word.fold for word in words), ""]),
        " ".join(["", *(word.exact for word in words), ""]),
    )


def list_written(text: str) -> list[str]:
    """Return the words of ``split_parts`` as they are written."""
    return _PART.findall(text)


def list_spans(text: str, first: int, after: int) -> list[tuple[int, int]]:
    """Return the offsets, start and end, of some of the words of ``split_parts``.

    ``first``, ``after``: numbers of the first word and of the one after the last.
    """
    return [match.span() for match in islice(_PART.finditer(text), first, after)]


def get_key(text: str) -> str:
    """Return the words of any text without accents, separated by single spaces."""
    return " ".join(word.fold for word in split_parts(clean_text(text)))
