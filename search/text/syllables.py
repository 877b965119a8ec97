"""Which syllables can be Vietnamese: the rules of its spelling, as a table of onsets and rimes.

A typed word that no syllable can be is an error or of another language; any other may be right,
even if nothing in the index has it. The rules are those of the orthography taught at school
(k, gh and ngh before e, ê and i; p, t, c and ch at the end with acute or dot alone).
"""

import unicodedata
from functools import lru_cache

_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_STOP_TONES = {"\u0301", "\u0323"}
_ONSETS = (
    "ngh", "ng", "nh", "gh", "gi", "ch", "kh", "ph", "qu", "th", "tr",
    "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", "",
)  # fmt: skip
_RIME_TABLE = """
    a ac ach ai ak ăk am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet
    oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uên uênh uêt ui um un ung uôc uôi uôm uôn uông uôt up ut
    uy uya uych uyên uyêt uyn uynh uyp uyt uyu uơ
    ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
    y yêm yên yêng yêt yêu
"""
_RIMES = frozenset(_RIME_TABLE.split())
_FRONT = ("e", "ê", "i", "y")


def is_possible(word: str) -> bool:
    """Return whether a word in NFC can be a Vietnamese syllable.

    Typed without any accent it stands for every syllable that is the same without them.
    """
    letters, tone = _split_tone(word.lower())
    if letters.isascii() and not tone:
        return any(
            letters.startswith(onset) and _is_syllable_bare(onset, letters[len(onset) :])
            for onset in dict.fromkeys(onset.replace("đ", "d") for onset in _ONSETS)
        )
    return any(
        letters.startswith(onset) and _is_syllable(onset, letters[len(onset) :], tone)
        for onset in _ONSETS
    )


def _split_tone(word: str) -> tuple[str, str]:
    signs = unicodedata.normalize("NFD", word)
    tone = "".join(sign for sign in signs if sign in _TONES)
    letters = "".join(sign for sign in signs if sign not in _TONES)
    return unicodedata.normalize("NFC", letters), tone


def _is_syllable(onset: str, rime: str, tone: str) -> bool:
    if len(tone) > 1 or not _fits(onset, rime) or not _is_rime(onset, rime, _RIMES):
        return False
    return not rime.endswith(("c", "ch", "k", "p", "t")) or tone in _STOP_TONES


def _is_syllable_bare(onset: str, rime: str) -> bool:
    return _fits(onset, rime) and _is_rime(onset, rime, _list_bare_rimes())


def _is_rime(onset: str, rime: str, rimes: frozenset[str]) -> bool:
    # The i of gi and the u of qu may be of the rime too: gì, giếng, quốc.
    shared = {"gi": "i", "qu": "u"}.get(onset)
    return rime in rimes or (shared is not None and shared + rime in rimes)


def _fits(onset: str, rime: str) -> bool:
    """Return whether the onset is written so before the rime."""
    is_front = rime.startswith(_FRONT)
    if onset in ("k", "gh", "ngh"):
        # Bắc Kạn, Đắk Lắk: k stands before a in names of places.
        return is_front or (onset == "k" and rime.startswith(("a", "ă", "o", "ô", "u")))
    return not (onset in ("c", "ng", "g") and is_front)


@lru_cache(maxsize=1)
def _list_bare_rimes() -> frozenset[str]:
    return frozenset(
        "".join(
            sign
            for sign in unicodedata.normalize("NFD", rime)
            if unicodedata.category(sign) != "Mn"
        )
        for rime in _RIMES
    )
