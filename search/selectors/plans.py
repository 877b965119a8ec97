"""Plans of searches, with the numbers of entries that have each word."""

from collections.abc import Sequence

from search.engines.plans import SearchPlan, Tree, build_plan, get_counted_most, get_frequent
from search.selectors.word_counts import WordCounts
from search.text.queries import Query


def make_plan(query: Query, numbers: WordCounts) -> SearchPlan:
    """Return the plan of a query in this index. May raise ``SearchTimeoutError``."""
    most, frequent = get_counted_most(numbers.entries), get_frequent(numbers.entries)

    def count(conditions: Sequence[Tree]) -> list[int]:
        return [found if found < most else frequent for found in numbers.count(conditions, most)]

    return build_plan(query, count, numbers.entries)
