"""docs/asvs.md names what is there, and every requirement of the standard once."""

import ast
import re
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
DOCUMENT = (ROOT / "docs/asvs.md").read_text(encoding="utf-8")
# Of OWASP ASVS 5.0.0: by section, the level of each requirement of levels 1 and 2 in its order.
LEVELS = {
    "V1.1": "22", "V1.2": "111112222", "V1.3": "11222222222", "V1.4": "222", "V1.5": "12",
    "V2.1": "122", "V2.2": "112", "V2.3": "1222", "V2.4": "2",
    "V3.2": "11", "V3.3": "1222", "V3.4": "112222", "V3.5": "11122", "V3.7": "22",
    "V4.1": "122", "V4.2": "2", "V4.3": "22", "V4.4": "1222",
    "V5.1": "2", "V5.2": "112", "V5.3": "11", "V5.4": "222",
    "V6.1": "122", "V6.2": "111111112222", "V6.3": "1122", "V6.4": "1122", "V6.5": "22222",
    "V6.6": "222", "V6.8": "2222",
    "V7.1": "222", "V7.2": "1111", "V7.3": "22", "V7.4": "11222", "V7.5": "22", "V7.6": "22",
    "V8.1": "12", "V8.2": "112", "V8.3": "1", "V8.4": "2",
    "V9.1": "111", "V9.2": "1222",
    "V10.1": "22", "V10.2": "22", "V10.3": "2222", "V10.4": "11111222222", "V10.5": "22222",
    "V10.6": "22", "V10.7": "222",
    "V11.1": "22", "V11.2": "222", "V11.3": "112", "V11.4": "1222", "V11.5": "2", "V11.6": "2",
    "V12.1": "122", "V12.2": "11", "V12.3": "2222",
    "V13.1": "2", "V13.2": "22222", "V13.3": "22", "V13.4": "12222",
    "V14.1": "22", "V14.2": "1222", "V14.3": "122",
    "V15.1": "122", "V15.2": "122", "V15.3": "1222222",
    "V16.1": "2", "V16.2": "22222", "V16.3": "2222", "V16.4": "222", "V16.5": "222",
    "V17.1": "2", "V17.2": "2222", "V17.3": "22",
}  # fmt: skip
REQUIREMENTS = {
    f"{section}.{number}": level
    for section, levels in LEVELS.items()
    for number, level in enumerate(levels, 1)
}
ROWS = re.findall(r"^\| (V[\d.]+) \| ([12]) \| (.+?) \| (.+) \|$", DOCUMENT, re.MULTILINE)
NOT_APPLICABLE = re.findall(r"^\| (V[^|]+) \| ([^|]+) \|$", DOCUMENT, re.MULTILINE)
# A test of the source, a name in capitals.
TESTS = sorted(set(re.findall(r"`([\w/]+\.py)::(\w+)`", DOCUMENT)))
SETTINGS = sorted(set(re.findall(r"`([A-Z][A-Z_]{5,})`", DOCUMENT)))
LINKS = sorted(set(re.findall(r"\]\(((?!http)[^)#]+)", DOCUMENT)))


def named(text):
    """The requirements of ``V1.2.6, V10.1.1 to V10.7.3``."""
    order = list(REQUIREMENTS)
    for part in text.split(", "):
        first, _to, last = part.partition(" to ")
        yield from order[order.index(first) : order.index(last or first) + 1]


@cache
def functions_in(path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_requirement_of_both_levels_stands_there_once():
    apart = list(chain.from_iterable(named(text) for text, _why in NOT_APPLICABLE))
    answered = [requirement for requirement, _level, _words, _answer in ROWS]
    assert sorted(answered + apart) == sorted(REQUIREMENTS)
    assert {each: level for each, level, _words, _answer in ROWS} == {
        each: REQUIREMENTS[each] for each in answered
    }


def test_the_numbers_said_are_those_of_the_table():
    still_open = sum("open" in answer for _each, _level, _words, answer in ROWS)
    apart = len(REQUIREMENTS) - len(ROWS)
    said = f"Of {len(REQUIREMENTS)} requirements {apart} do not apply, "
    said += f"{len(ROWS) - still_open} are answered, and {still_open} are open or open in part."
    assert said in DOCUMENT


@pytest.mark.parametrize(("path", "name"), TESTS)
def test_every_test_that_is_named_is_there(path, name):
    assert name in functions_in(path)


def test_every_setting_and_page_that_is_named_is_there():
    configuration = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "config").rglob("*.py")
    )
    assert SETTINGS and LINKS
    assert [name for name in SETTINGS if not re.search(rf"\b{name}\b", configuration)] == []
    assert [link for link in LINKS if not (ROOT / "docs" / link).is_file()] == []


def test_every_answer_names_something_or_says_that_it_is_open():
    assert [each for each, _level, _words, answer in ROWS if len(answer) < 15] == []
