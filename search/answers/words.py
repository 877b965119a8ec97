"""Words of a question compared with words of names.

Accents count where they were typed, word by word: *sơ y te* is not *Sở Y tế*, but *so y te* is.
"""

from collections.abc import Iterable
from functools import lru_cache

from content.text.folding import Word, clean_text, split_words
from search.text.queries import Phrase

# Words of a question; nobody asks for a unit or a person in more.
MAX_WORDS = 16
# A shortened name has so many words: *sở nông nghiệp*, but not *sở công*.
MIN_SHORTENED = 3
_STRICT = '"“”„«»'


@lru_cache(maxsize=1 << 13)
def read_words(text: str) -> Phrase:
    """Return the words of a name or a phrase."""
    return tuple(split_words(clean_text(text)))


def read_phrases(*texts: str) -> list[Phrase]:
    """Return the words of several phrases, the longest phrase first."""
    return sorted(map(read_words, texts), key=len, reverse=True)


def read_question(text: str) -> Phrase:
    """Return the words that a visitor typed.

    Empty if they are too many, or quoted or left out (``-word``): who searches so wants passages.
    """
    text = clean_text(text.strip())
    if any(sign in text for sign in _STRICT) or text.startswith("-") or " -" in text:
        return ()
    words = tuple(split_words(text[:255]))
    return words if len(words) <= MAX_WORDS else ()


def are_same(typed: Phrase, meant: Phrase) -> bool:
    """Return whether the typed words are those meant, as many and in the same order."""
    return len(typed) == len(meant) and all(map(is_same, typed, meant))


def is_same(typed: Word, meant: Word) -> bool:
    """Return whether a typed word is the one meant; its accents count if it has any."""
    return typed.fold == meant.fold and (
        not typed.is_accented or _get_spelling(typed) == _get_spelling(meant)
    )


def _get_spelling(word: Word) -> str:
    """Return the word with accents, *kỹ* as *kĩ*."""
    return word.exact if word.fold == word.start else f"{word.exact[:-1]}i"


def is_shortened(typed: Phrase, name: Phrase) -> bool:
    """Return whether a name is typed without some of its words: *đài truyền hình Bắc Kạn*.

    The first word and at least three are needed, in the order of the name.
    """
    if not MIN_SHORTENED <= len(typed) < len(name) or not is_same(typed[0], name[0]):
        return False
    rest = iter(name)
    return all(any(is_same(word, own) for own in rest) for word in typed)


def contains_phrase(words: Phrase, phrase: Phrase) -> bool:
    """Return whether the typed words of ``phrase`` stand side by side in ``words``."""
    length = len(phrase)
    starts = range(len(words) - length + 1)
    return any(are_same(phrase, words[start : start + length]) for start in starts)


def contains_all(words: Phrase, typed: Phrase) -> bool:
    """Return whether each of the typed words is among ``words``."""
    return all(any(is_same(word, own) for own in words) for word in typed)


def remove_phrases(typed: Phrase, phrases: Iterable[Phrase]) -> Phrase | None:
    """Return the words without every phrase that occurs in them; None if none does.

    ``phrases``: the longest first, as of ``read_phrases``.
    """
    was_found = False
    for phrase in phrases:
        start = _find_phrase(typed, phrase)
        if start is not None:
            was_found = True
            typed = typed[:start] + typed[start + len(phrase) :]
    return typed if was_found else None


def _find_phrase(typed: Phrase, phrase: Phrase) -> int | None:
    length = len(phrase)
    starts = range(len(typed) - length + 1)
    return next((n for n in starts if are_same(typed[n : n + length], phrase)), None)


def strip_phrases(typed: Phrase, phrases: Iterable[Phrase]) -> Phrase:
    """Return the words without the phrases that they begin or end with, again and again."""
    phrases = list(phrases)
    while True:
        for phrase in phrases:
            length = len(phrase)
            if are_same(typed[:length], phrase):
                typed = typed[length:]
                break
            if are_same(typed[-length:], phrase):
                typed = typed[:-length]
                break
        else:
            return typed


def get_beginning(typed: Phrase, phrases: Iterable[Phrase]) -> Phrase:
    """Return the first of the phrases that the words begin with; empty if there is none."""
    return next((one for one in phrases if are_same(typed[: len(one)], one)), ())
