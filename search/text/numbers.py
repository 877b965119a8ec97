"""Numbers and symbols of documents, such as 15/2024/NĐ-CP, however they are typed.

Signs between their parts never matter, because they end words. What remains are symbols typed
without the hyphen between the type of a document and its issuer: 15/2024/NDCP.
"""

import re

from search.text.folding import Word, word_of

# Types of documents (Decree 30/2020/NĐ-CP, appendix III; Law 80/2015/QH13) without accents, and
# an issuer: UBND, or consonants only, of which no Vietnamese syllable consists.
_SYMBOL = re.compile(
    r"(ttlt|tttr|nqlt|nd|qd|tt|nq|ct|kh|hd|tb|bc|cv|qc|gm|bb)((?:ub)?[bcdghklmnpqrstvx]{2,6})"
)


def spelled_apart(phrase: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return type and issuer of a symbol that was typed as one word; empty for anything else."""
    symbol = _SYMBOL.fullmatch(phrase[0].fold) if len(phrase) == 1 else None
    return tuple(map(word_of, symbol.groups())) if symbol else ()
