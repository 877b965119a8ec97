"""What the words of a query weigh in a very large index."""

import pytest

from conftest import commit
from home.tests.factories import publish_news
from search.engines import plans
from search.selectors.plans import make_plan
from search.selectors.word_counts import WordCounts
from search.text.queries import parse_query

pytestmark = pytest.mark.django_db
ENTRIES = 400_000


def weigh(typed):
    plan = make_plan(parse_query(typed), WordCounts(newest=1, entries=ENTRIES))
    return [slot.bare_weight for slot in plan.slots]


def test_a_word_is_counted_only_so_far_and_then_weighs_as_little_as_a_frequent_one(
    health, monkeypatch
):
    for number in range(3):
        publish_news(health, f"Zuxa {number}", lead="Zuxa." if number else "Zuxa kavo.")
    commit()
    rare = plans.get_rarity(3, ENTRIES), plans.get_rarity(1, ENTRIES)
    assert weigh("zuxa kavo") == list(rare)
    monkeypatch.setattr(plans, "MAX_COUNTED", 2)
    frequent = plans.get_rarity(ENTRIES // plans.COUNTED_PART, ENTRIES)
    assert weigh("zuxa kavo") == [frequent, rare[1]]
