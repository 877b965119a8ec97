"""Terms of the glossary that occur in a text."""

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
    known = GlossaryTerm.objects.filter(locale=locale)[:MAX_TERMS]
    terms = [(get_exact_words(term.term), term) for term in known]
    terms.sort(key=lambda pair: -len(pair[0]))
    found: dict[str, list[GlossaryTerm]] = {}
    for passage in dict.fromkeys(passages):
        words = get_exact_words(passage)
        shown = []
        for needle, term in terms:
            if needle in words:
                shown.append(term)
                words = words.replace(needle, " | ")
        if shown:
            found[passage] = shown[:MAX_SHOWN]
    return found
