import re
import sys

import pytest

from tests.hostile_texts import ENDS, list_pumps
from tests.regular_expressions import APPS, MAX_STEPS, Expression, Matcher, list_expressions

# Twice the text may take twice the steps; four times as many are quadratic.
ONCE, TWICE = 8, 16
GROWTH = 2.6


@pytest.fixture(autouse=True)
def _deep_python():
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    yield
    sys.setrecursionlimit(limit)


def find_slow_text(expression: Expression) -> str:
    """Return a text whose steps grow faster than its length; empty where none was found."""
    matcher = Matcher(expression)
    for before, piece in sorted(list_pumps(expression)):
        for end in ENDS:
            once = matcher.count_steps(before + piece * ONCE + end)
            twice = matcher.count_steps(before + piece * TWICE + end, int(GROWTH * once))
            if once > MAX_STEPS or twice > GROWTH * once:
                return f"{before!r} + {piece!r} * n + {end!r}: {once}, {twice}"
    return ""


@pytest.mark.parametrize("app", APPS)
def test_no_regular_expression_takes_more_than_linear_time(app):
    slow = {one.place: find_slow_text(one) for one in list_expressions(app)}
    assert not {place: text for place, text in slow.items() if text}


@pytest.mark.parametrize(
    "pattern",
    [
        r"<p(?: [^>]*)?>(?:\s|<br ?/?>|&nbsp;)*</p>",
        r"(?:a|aa)+b",
        r"\s+$",
        r"(\w+\s?)*!",
        r"<!--.*?-->",
        r"<[^>]*+>",
    ],
)
def test_a_quadratic_regular_expression_is_found(pattern):
    assert find_slow_text(Expression(pattern, 0, "here", False))


@pytest.mark.parametrize(
    ("pattern", "text", "number"),
    [(r"a+b", "aab", 1), (r"(?i)<(ul|ol)>\s*</\1>", "<UL> </ul>", 1), (r"\d{2,3}(?!x)", "123", 1)],
)
def test_steps_are_those_of_a_real_match(pattern, text, number):
    matcher = Matcher(Expression(pattern, 0, "here", False))
    matcher.count_steps(text)
    assert len(re.findall(pattern, text)) == number
