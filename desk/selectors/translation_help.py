"""Help for translators beside the fields of the translation editor.

For each passage: what the source said before, the words of the glossary, and earlier translations.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein
from wagtail.models import Page
from wagtail_localize.models import StringSegment, Translation
from wagtail_localize.strings import StringValue

from desk.models import GlossaryTerm
from desk.selectors.glossary import find_terms
from desk.selectors.translation_memory import EXACT, MemoryMatch, find_matches
from sites.localization.segments import normalize

# Per cent; what is less alike is no former wording of a passage.
MIN_FORMER_SIMILARITY = 40
# Words compared one by one; longer passages are shown without marks.
MAX_MARKED_WORDS = 600
# Words compared in one editor; the passages after them are shown without marks, too.
MAX_MARKED_IN_ALL = 20_000
# Former passages, about as long as a passage, that are compared with it, and how much of each, in
# characters: all with all takes seconds for the longest texts.
MAX_COMPARED_LINES = 40
MAX_COMPARED_LENGTH = 1500


@dataclass(frozen=True)
class Piece:
    """A run of words of a text, and whether the other text lacks it."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True)
class Comparison:
    """Two texts side by side, each in pieces."""

    old: list[Piece]
    new: list[Piece]


@dataclass(frozen=True)
class Offer:
    """An earlier translation; ``value`` is what its button puts into the field of the editor.

    ``comparison`` marks where its source differs from the passage; None for the same source.
    ``is_own``: it is the former translation of this very passage.
    """

    match: MemoryMatch
    value: str
    comparison: Comparison | None = None
    is_own: bool = False


@dataclass(frozen=True)
class PassageHelp:
    """Help for one field of the translation editor, found there by its source text (``data``).

    ``change``: the former source beside the present one; None where it has not changed.
    """

    segment: int
    data: str
    change: Comparison | None = None
    terms: list[GlossaryTerm] = field(default_factory=list)
    suggestions: list[Offer] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.change or self.terms or self.suggestions)


@dataclass(frozen=True)
class _Former:
    """What the public translation has words for: former passages by path, with their words.

    ``present``: the passages of today by path.
    """

    words: dict[str, dict[str, str]]
    present: dict[str, list[str]]

    @cached_property
    def gone(self) -> dict[str, list[str]]:
        """The former passages that the source no longer has, by path, the shortest first."""
        here = {path: {*lines} for path, lines in self.present.items()}
        return {
            path: sorted((line for line in known if line not in here.get(path, ())), key=len)
            for path, known in self.words.items()
        }

    def list_gone_like(self, path: str, passage: str) -> list[str]:
        """Return the former passages, of those that are gone, that are about as long."""
        gone = self.gone.get(path, [])
        middle = bisect_left(gone, len(passage), key=len)
        begin = max(0, middle - MAX_COMPARED_LINES // 2)
        return gone[begin : begin + MAX_COMPARED_LINES]


def get_editor_help(translation: Translation) -> list[PassageHelp]:
    """Return the help for the editor of ``translation``, in a bounded number of queries."""
    locale = translation.target_locale
    segments = list(
        StringSegment.objects.filter(source=translation.source)
        .annotate_translation(locale, include_errors=True)
        .select_related("string", "context")
        .order_by("order")
    )
    texts = {
        segment.pk: _read(segment.string.data) for segment in segments
    }
    present: dict[str, list[str]] = {}
    for segment in segments:
        present.setdefault(segment.context.path, []).append(texts[segment.pk])
    former = _Former(_read_former_words(translation), present)
    passages = list(dict.fromkeys(filter(None, texts.values())))
    near = list(dict.fromkeys(texts[segment.pk] for segment in segments if not segment.translation))
    terms = find_terms(passages, locale)
    matches = find_matches(passages, locale, near=[passage for passage in near if passage])
    marker = _Marker()
    shown = []
    for segment in segments:
        passage, path = texts[segment.pk], segment.context.path
        old = _find_former(passage, path, former)
        help_ = PassageHelp(
            segment=segment.pk,
            data=segment.string.data,
            change=marker.compare(old, passage) if old else None,
            terms=terms.get(passage, []),
            suggestions=_list_suggestions(
                passage,
                (old, former.words[path][old]) if old else None,
                matches.get(passage, []),
                marker,
            ),
        )
        if not help_.is_empty:
            shown.append(help_)
    return shown


def compare_words(old: str, new: str) -> Comparison:
    """Return two texts side by side with the words that the other one lacks marked."""
    ours, theirs = old.split(), new.split()
    if max(len(ours), len(theirs)) > MAX_MARKED_WORDS:
        return Comparison([Piece(old)], [Piece(new)])
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    for code in Levenshtein.opcodes(ours, theirs):
        changed = code.tag != "equal"
        left += [(word, changed) for word in ours[code.src_start : code.src_end]]
        right += [(word, changed) for word in theirs[code.dest_start : code.dest_end]]
    return Comparison(_join(left), _join(right))


class _Marker:
    """Compares passages until ``MAX_MARKED_IN_ALL`` words are used up."""

    def __init__(self) -> None:
        self.left = MAX_MARKED_IN_ALL

    def compare(self, old: str, new: str) -> Comparison:
        words = len(old.split()) + len(new.split())
        if words > self.left:
            return Comparison([Piece(old)], [Piece(new)])
        self.left -= words
        return compare_words(old, new)


def _join(words: list[tuple[str, bool]]) -> list[Piece]:
    runs = groupby(words, key=lambda pair: pair[1])
    return [Piece(" ".join(word for word, _changed in run), changed) for changed, run in runs]


def _read_former_words(translation: Translation) -> dict[str, dict[str, str]]:
    """Return the words of the public translation as plain text, by path and passage."""
    translated = translation.get_target_instance()
    translated = translated.specific if isinstance(translated, Page) else translated
    return {
        path: {_read(original): _read(said) for original, said in known.items()}
        for path, known in (translated.words if translated.live else {}).items()
    }


def _read(string: str) -> str:
    return normalize(StringValue(string).render_text())


def _find_former(passage: str, path: str, former: _Former) -> str | None:
    """Return what the passage said when it was translated; None if the same or if it is new."""
    if not passage or passage in former.words.get(path, ()):
        return None
    # A field with one text is compared however much of it has changed.
    is_only = len(former.present[path]) == 1
    found: Any = process.extractOne(
        passage,
        former.list_gone_like(path, passage),
        scorer=fuzz.ratio,
        processor=_cut,
        score_cutoff=0 if is_only else MIN_FORMER_SIMILARITY,
    )
    return str(found[0]) if found else None


def _cut(text: str) -> str:
    return text[:MAX_COMPARED_LENGTH]


def _list_suggestions(
    passage: str, former: tuple[str, str] | None, matches: Sequence[MemoryMatch], marker: _Marker
) -> list[Offer]:
    """Return what was said for a passage; ``former``: its former wording, and the words of that."""
    suggestions = []
    if former:
        similarity = min(int(fuzz.ratio(former[0], passage, processor=_cut)), EXACT - 1)
        own = MemoryMatch(*former, similarity)
        suggestions.append(Offer(own, _to_field(own.target), is_own=True))
    for match in matches:
        if match.target not in [offer.match.target for offer in suggestions]:
            comparison = None if match.is_exact else marker.compare(match.source, passage)
            suggestions.append(Offer(match, _to_field(match.target), comparison))
    return suggestions


def _to_field(text: str) -> str:
    """Return plain text as the editor's fields have it, which is markup without attributes."""
    return str(StringValue.from_plaintext(text).data)
