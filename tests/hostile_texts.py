"""Texts that a regular expression may take long for, made from the expression itself."""

import re._constants as op
import re._parser as parser
from collections.abc import Iterator
from itertools import product
from typing import Any

from tests.regular_expressions import MANY, REPEATS, Expression

# What follows, so that the whole does not fit.
ENDS = ("\x01", "a")
SIGNS = "a1 A-./<>\"'&=:,_Ấ\n\u0300@+([#éZ9;x%\t"


def list_pumps(expression: Expression) -> set[tuple[str, str]]:
    """Return beginnings, each with a piece to be repeated, for every repetition without end."""
    tree = parser.parse(expression.pattern, expression.flags)
    pumps: set[tuple[str, str]] = set()
    for before, body in _list_repeats(tree, ""):
        pieces = {sample(body, choice) for choice in range(3)} - {""}
        pieces |= {_sample_of_first(tree), before} - {""}
        for piece, other in product(pieces, {*pieces, ""}):
            pumps |= {(before, piece + other), ("", before + piece + other), ("", piece + other)}
    return pumps


def _list_repeats(parts: Any, before: str) -> Iterator[tuple[str, Any]]:
    """Each repetition without end, with a text that leads to it."""
    for kind, value in parts:
        if kind in REPEATS:
            if value[1] == op.MAXREPEAT or value[1] >= MANY:
                yield before, value[2]
            yield from _list_repeats(value[2], before)
        elif kind == op.BRANCH:
            for branch in value[1]:
                yield from _list_repeats(branch, before)
        elif kind == op.SUBPATTERN:
            yield from _list_repeats(value[3], before)
        elif kind == op.ATOMIC_GROUP:
            yield from _list_repeats(value, before)
        elif kind in (op.ASSERT, op.ASSERT_NOT):
            yield from _list_repeats(value[1], before)
        before += _sample_one(kind, value, 0)


def _sample_of_first(tree: Any) -> str:
    return next(filter(None, (_sample_one(*part, 0) for part in tree)), "")


def sample(parts: Any, choice: int) -> str:
    """Return a text that fits; other ``choice`` numbers take other signs and alternatives."""
    return "".join(_sample_one(kind, value, choice) for kind, value in parts)


def _sample_one(kind: Any, value: Any, choice: int) -> str:
    if kind in REPEATS:
        least = max(value[0], min(1, value[1]) if choice % 2 else value[0])
        return sample(value[2], choice) * least
    if kind == op.SUBPATTERN:
        return sample(value[3], choice)
    if kind == op.ATOMIC_GROUP:
        return sample(value, choice)
    if kind == op.BRANCH:
        return sample(value[1][choice % len(value[1])], choice)
    if kind == op.LITERAL:
        return chr(value)
    if kind in (op.ANY, op.NOT_LITERAL, op.IN):
        fitting = [sign for sign in SIGNS if _fits(kind, value, sign)]
        if not fitting and kind == op.IN and value[0][0] in (op.LITERAL, op.RANGE):
            first = value[0][1]
            return chr(first if isinstance(first, int) else first[0])
        return fitting[choice % len(fitting)] if fitting else ""
    return ""


def _fits(kind: Any, value: Any, sign: str) -> bool:
    if kind == op.ANY:
        return sign != "\n"
    if kind == op.NOT_LITERAL:
        return sign != chr(value)
    items = value[1:] if value[0][0] == op.NEGATE else value
    return any(_is_item(*item, sign) for item in items) != (items is not value)


def _is_item(kind: Any, value: Any, sign: str) -> bool:
    if kind == op.LITERAL:
        return sign == chr(value)
    if kind == op.RANGE:
        return bool(value[0] <= ord(sign) <= value[1])
    name = str(value)
    is_in = {"DIGIT": str.isdigit, "SPACE": str.isspace, "WORD": str.isalnum}[name.split("_")[-1]]
    return is_in(sign) != ("NOT" in name)
