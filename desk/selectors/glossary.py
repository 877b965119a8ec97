"""Terms of the glossary that occur in a text."""

from collections import defaultdict
from collections.abc import Iterable

from wagtail.models import Locale

from desk.models import GlossaryTerm
from desk.selectors.passages import get_exact_words

# Terms of a language that are looked for, and terms shown at one passage.
MAX_TERMS = 5000
MAX_SHOWN = 8


def find_terms(passages: Iterable[str], locale: Locale) -> dict[str, list[GlossaryTerm]]:
    """Return the terms that occur in each passage as whole words, the longest first.

    Accents count, case does not. A term within a longer one that occurs is left out, unless it
    stands elsewhere, too. Passages without a term are left out. One query.
    """
    by_first_word: defaultdict[str, list[tuple[str, GlossaryTerm]]] = defaultdict(list)
    for term in GlossaryTerm.objects.filter(locale=locale)[:MAX_TERMS]:
        needle = get_exact_words(term.term)
        for first in needle.split()[:1]:
            by_first_word[first].append((needle, term))
    found: dict[str, list[GlossaryTerm]] = {}
    for passage in dict.fromkeys(passages):
        words = get_exact_words(passage)
        terms = [
            pair for word in {*words.split()} & by_first_word.keys() for pair in by_first_word[word]
        ]
        terms.sort(key=lambda pair: (-len(pair[0]), pair[0]))
        shown = []
        for needle, term in terms:
            if needle in words:
                shown.append(term)
                words = words.replace(needle, " | ")
        if shown:
            found[passage] = shown[:MAX_SHOWN]
    return found
