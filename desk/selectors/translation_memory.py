"""Earlier translations of the same or a similar passage, from public texts of the province.

Nothing is offered that a reader could not read on some website at this moment: no drafts, no
protected, withdrawn, unpublished or binned page, and no bulletin that has not begun. Otherwise
texts of one unit would reach another before they are published.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from rapidfuzz import fuzz
from wagtail.models import Locale

from bulletins.models import Bulletin
from desk.models import MemoryEntry, MemoryPhrase
from desk.selectors.passages import fold_passage, get_digest, get_phrases
from sites.selectors.public_pages import list_public_pages

# Offers for one passage.
MAX_MATCHES = 3
# Passages of one text for which near matches are looked for.
MAX_PASSAGES = 60
# Phrases of one passage that candidates are found by, spread over the passage.
MAX_PHRASES = 12
# Rows read to find the candidates of all passages of one text.
MAX_ROWS = 20_000
# Candidates that are compared with one passage.
MAX_CANDIDATES = 40
# Per cent; below it a passage has another meaning.
MIN_SIMILARITY = 70
EXACT = 100


@dataclass(frozen=True)
class MemoryMatch:
    """An earlier translation: its source, its text, and how much the sources agree, in per cent."""

    source: str
    target: str
    similarity: int

    @property
    def is_exact(self) -> bool:
        """Whether the source is the very passage, and not a similar one."""
        return self.similarity == EXACT


def list_public_entries(locale: Locale) -> QuerySet[MemoryEntry]:
    """Return the entries in a language whose text and source everybody may read now."""
    pages = list_public_pages().order_by()
    sources = pages.filter(locale__language_code=settings.LANGUAGE_CODE)
    translated = pages.filter(translation_key__in=sources.values("translation_key"))
    begun = Bulletin.objects.started(timezone.now()).order_by()
    bulletins = Bulletin.objects.filter(
        live=True, translation_key__in=begun.values("translation_key")
    )
    return MemoryEntry.objects.filter(
        Q(page__in=translated.values("pk")) | Q(bulletin__in=bulletins.values("pk")),
        locale=locale,
    )


def find_matches(
    passages: Sequence[str], locale: Locale, *, near: Collection[str] = ()
) -> dict[str, list[MemoryMatch]]:
    """Return the best matches of each passage, exact ones first; passages without are left out.

    ``near``: the passages for which similar ones are looked for, too; of these the first
    ``MAX_PASSAGES`` count. Makes three queries for any number of passages.
    """
    found: dict[str, list[MemoryMatch]] = {}
    by_digest = {get_digest(passage): passage for passage in passages}
    # Many websites may say the same: the database returns each wording once.
    exact = list_public_entries(locale).filter(digest__in=by_digest)
    wordings = exact.values_list("digest", "source_text", "target_text")
    latest = wordings.annotate(last=Max("published_at")).order_by("-last")
    for digest, source, target, _last in latest:
        _add(found, by_digest[digest], MemoryMatch(source, target, EXACT))
    open_passages = [passage for passage in near if passage not in found][:MAX_PASSAGES]
    candidates = _find_candidates(open_passages, locale)
    keys = {key for keys in candidates.values() for key in keys}
    entries = list_public_entries(locale).in_bulk(keys)
    for passage, chosen in candidates.items():
        for match in _compare(passage, [entries[key] for key in chosen if key in entries]):
            _add(found, passage, match)
    return found


def _add(found: dict[str, list[MemoryMatch]], passage: str, match: MemoryMatch) -> None:
    matches = found.setdefault(passage, [])
    if len(matches) < MAX_MATCHES and match.target not in [known.target for known in matches]:
        matches.append(match)


def _find_candidates(passages: Sequence[str], locale: Locale) -> dict[str, list[int]]:
    """Return keys of entries that share most phrases with each passage."""
    phrases = {passage: _choose_phrases(passage) for passage in passages}
    wanted = {phrase for chosen in phrases.values() for phrase in chosen}
    if not wanted:
        return {}
    rows = MemoryPhrase.objects.filter(phrase__in=wanted, entry__locale=locale)
    entries: dict[str, list[int]] = {}
    for phrase, entry in rows.order_by("-entry").values_list("phrase", "entry")[:MAX_ROWS]:
        entries.setdefault(phrase, []).append(entry)
    counts = {
        passage: Counter(key for phrase in chosen for key in entries.get(phrase, ()))
        for passage, chosen in phrases.items()
    }
    return {
        passage: [key for key, _number in count.most_common(MAX_CANDIDATES)]
        for passage, count in counts.items()
        if count
    }


def _choose_phrases(passage: str) -> list[str]:
    phrases = get_phrases(fold_passage(passage))
    step = max(1, -(-len(phrases) // MAX_PHRASES))
    return phrases[::step]


def _compare(passage: str, entries: Sequence[MemoryEntry]) -> list[MemoryMatch]:
    folded = fold_passage(passage)
    scored = [
        (fuzz.ratio(folded, entry.folded, score_cutoff=MIN_SIMILARITY), entry) for entry in entries
    ]
    best = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    # The words without accents may be the same where the texts are not.
    return [
        MemoryMatch(entry.source_text, entry.target_text, min(int(score), EXACT - 1))
        for score, entry in best
    ]
