"""Plans of searches, with the numbers of entries that have each word."""

from collections.abc import Sequence

from search.engines.plans import SearchPlan, Tree, build_plan, get_counted_most
from search.selectors.word_counts import WordCounts
from search.text.queries import Query


def make_plan(query: Query, numbers: WordCounts) -> SearchPlan:
    """Return the plan of a query in this index. May raise ``SearchTimeoutError``."""
    most = get_counted_most(numbers.entries)

    def count(conditions: Sequence[Tree]) -> list[int]:
        return numbers.count(conditions, most)

    return build_plan(query, count, numbers.entries)
