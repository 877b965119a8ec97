"""Plans of searches, with the numbers of entries that have each word."""

from collections.abc import Sequence

from search.engines.base import SearchTimeoutError
from search.engines.plans import SearchPlan, Tree, build_plan, get_counted_most, get_frequent
from search.selectors.word_counts import WordCounts
from search.text.queries import Query


def make_plan(query: Query, numbers: WordCounts) -> SearchPlan:
    """Return the plan of a query in this index.

    Where counting takes too long, as in a database that was just started and reads everything from
    disk, all words say the same: a list in another order is better than none.
    """
    most, frequent = get_counted_most(numbers.entries), get_frequent(numbers.entries)

    def count(conditions: Sequence[Tree]) -> list[int]:
        try:
            counted = numbers.count(conditions, most)
        except SearchTimeoutError:
            return [frequent] * len(conditions)
        return [found if found < most else frequent for found in counted]

    return build_plan(query, count, numbers.entries)
