"""Plans of searches: how much each word of a query says, and which words together are enough.

A word says the more the fewer entries have it (its weight), and with its accents more than
without. An entry is found if the words it has carry ``ENOUGH`` of the weight of all. That is one
condition of words, which both indexes answer; so what matches too little is neither shown nor
counted.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from search.text.queries import Phrase, Query, is_accented

# Share of the weight of all words that a hit has to have.
ENOUGH = 0.55
# Words that the condition is made of: the weightiest. The others count for the order only.
MAX_CONDITION_WORDS = 6
# Weights in the condition are whole numbers, which add up to about this.
STEPS = 24
# Among so many entries or a part of all, words that stand in still more count as frequent as that.
MIN_COUNTED, COUNTED_PART = 1000, 8
# So many are counted at most: in a nation's index an eighth takes longer than a search may.
MAX_COUNTED = 10_000


@dataclass(frozen=True)
class Match:
    """A condition: these words side by side in one field.

    ``is_exact``: with their accents. ``is_begun``: the last one may be the beginning of a word.
    """

    words: Phrase
    is_exact: bool = False
    is_begun: bool = False


@dataclass(frozen=True)
class AllOf:
    """A condition: all of these."""

    parts: tuple["Tree", ...]


@dataclass(frozen=True)
class AnyOf:
    """A condition: one of these."""

    parts: tuple["Tree", ...]


@dataclass(frozen=True)
class Owned:
    """A condition: the entry is of the agency with this key."""

    agency: int


Tree = Match | Owned | AllOf | AnyOf


@dataclass(frozen=True)
class Slot:
    """A word of a query with what may stand in its place.

    ``others``: phrases that mean the same as the word, or as a term the word belongs to.
    ``weight``: what the word says with the accents that were typed; ``bare_weight``: without.
    """

    words: Phrase
    others: tuple[Phrase, ...] = ()
    is_begun: bool = False
    # The agency that the word is part of the name of: all its entries count as having the word.
    owner: int | None = None
    weight: float = 1.0
    bare_weight: float = 1.0

    @property
    def fold(self) -> str:
        """The word without accents; the words of a number with spaces between."""
        return " ".join(word.fold for word in self.words)

    @cached_property
    def bare(self) -> Tree:
        """The condition that an entry has the word, however accented, or what means the same."""
        return self._with_owner(self.counted[0])

    @cached_property
    def exact(self) -> Tree:
        """The condition that an entry has the word with its accents, or what means the same."""
        return self._with_owner(self.counted[1] or self.counted[0])

    def _with_owner(self, tree: Tree) -> Tree:
        return AnyOf((tree, Owned(self.owner))) if self.owner else tree

    @cached_property
    def counted(self) -> tuple[Tree, Tree | None]:
        """The conditions whose entries are counted: without accents, and with those typed."""
        bare = self._with_others(Match(self.words, is_begun=self.is_begun))
        if not is_accented(self.words) or len(self.words) > 1:
            return bare, None
        return bare, self._with_others(Match(self.words, is_exact=True))

    def _with_others(self, own: Match) -> Tree:
        return AnyOf((own, *map(Match, self.others))) if self.others else own


@dataclass(frozen=True)
class SearchPlan:
    """A query with the weights of its words. A plan without slots and phrases finds nothing."""

    query: Query
    slots: tuple[Slot, ...]
    # What an entry needs of the loose words; None if there are none.
    condition: Tree | None

    @property
    def total(self) -> float:
        """The weight of all words together."""
        return sum(slot.weight for slot in self.slots)

    def require_all(self) -> "SearchPlan":
        """Return the plan that finds only what has all the words, however accented."""
        if self.condition is None:
            return self
        return replace(self, condition=AllOf(tuple(slot.bare for slot in self.slots)))


def list_slots(query: Query) -> list[Slot]:
    """Return the loose words of a query, each once, without weights."""
    found: dict[str, Slot] = {}
    last = query.typed[-1] if query.is_unfinished else None
    name, agency = query.owner or ((), None)
    for typed, *others in query.groups:
        for word in typed:
            owner = agency if word in name else None
            slot = Slot((word,), tuple(others), is_begun=word is last, owner=owner)
            before = found.get(word.fold)
            if before is None or (others and not before.others):
                found[word.fold] = slot
    return list(found.values())


def build_plan(
    query: Query, count: Callable[[Sequence[Tree]], list[int]], entries: int
) -> SearchPlan:
    """Return the plan of a query.

    ``count``: returns the number of entries that meet each of some conditions. ``entries``: the
    number of all entries.
    """
    whole = [Slot(number) for number in query.numbers]
    slots = list_slots(query)
    asked = [tree for slot in (*slots, *whole) for tree in slot.counted if tree]
    numbers = dict(zip(asked, count(asked), strict=True))
    # A number of a document that is known so is one word; else its parts are words like others.
    known = [slot for slot in whole if numbers[slot.counted[0]]]
    parts = {word.fold for slot in known for word in slot.words}
    slots = [*known, *(slot for slot in slots if slot.fold not in parts)]
    weighed = tuple(_weigh(slot, numbers, entries) for slot in slots)
    return SearchPlan(query, weighed, _build_condition(weighed) if weighed else None)


def get_counted_most(entries: int) -> int:
    """Return the number up to which entries with a word are counted, of so many in all."""
    return min(get_frequent(entries), MAX_COUNTED)


def get_frequent(entries: int) -> int:
    """Return the number of entries that a frequent word counts as having, of so many in all."""
    return max(MIN_COUNTED, entries // COUNTED_PART)


def _weigh(slot: Slot, numbers: dict[Tree, int], entries: int) -> Slot:
    bare, exact = slot.counted
    without = get_rarity(numbers[bare], entries)
    # Of a word nobody writes with these accents, the accents are an error or left out in part.
    with_accents = get_rarity(numbers[exact], entries) if exact and numbers[exact] else without
    return replace(slot, weight=max(with_accents, without), bare_weight=without)


def get_rarity(number: int, entries: int) -> float:
    """Return what a word says that ``number`` of ``entries`` have: Robertson's inverse frequency.

    A word that none has counts as if one had it.
    """
    number = max(1, number)
    return math.log(1 + (max(entries, number) - number + 0.5) / (number + 0.5))


def _build_condition(slots: Sequence[Slot]) -> Tree:
    chosen = sorted(slots, key=lambda slot: -slot.weight)[:MAX_CONDITION_WORDS]
    scale = STEPS / sum(slot.weight for slot in chosen)
    steps = [
        (max(1, round(slot.bare_weight * scale)), max(1, round(slot.weight * scale)))
        for slot in chosen
    ]
    left = [sum(exact for _bare, exact in steps[place:]) for place in range(len(steps) + 1)]

    @cache
    def build(place: int, needed: int) -> Tree | bool:
        """Return what is needed of the words from ``place`` on; True: nothing, False: too much."""
        if needed <= 0 or left[place] < needed:
            return needed <= 0
        bare, exact = steps[place]
        with_bare, with_exact = build(place + 1, needed - bare), build(place + 1, needed - exact)
        found = [_join(chosen[place].bare, with_bare)]
        if with_exact is not with_bare:
            found.insert(0, _join(chosen[place].exact, with_exact))
        return _choose([*found, build(place + 1, needed)])

    needed = math.ceil(ENOUGH * left[0])
    whole = build(0, needed)
    assert not isinstance(whole, bool)  # noqa: S101, all words together are enough
    return whole


def _join(own: Tree, more: Tree | bool) -> Tree | bool:
    if isinstance(more, bool):
        return own if more else False
    return AllOf((own, more))


def _choose(parts: Iterable[Tree | bool]) -> Tree | bool:
    wanted = []
    for part in parts:
        if part is True:
            return True
        if part is not False and part not in wanted:
            wanted.append(part)
    if not wanted:
        return False
    return wanted[0] if len(wanted) == 1 else AnyOf(tuple(wanted))
