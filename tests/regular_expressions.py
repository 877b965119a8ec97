"""Regular expressions of the project, and how many steps a backtracking engine takes for a text.

Python's engine tells no steps, and a clock tells different ones each time. This one reads what
``re`` has parsed and tries alternatives in the same order, so that its steps grow as those of
Python do.
"""

import ast
import importlib
import pkgutil
import re
import re._constants as op
import re._parser as parser
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator

APPS = (*settings.OWN_APPS, "config")
FUNCTIONS = {"compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub"}
# These begin at one place and no other.
ANCHORED = {"match", "fullmatch"}
# A repetition of so many is as good as one without end.
MANY = 200
# Of one text of some hundred characters; what takes more is slow beyond doubt.
MAX_STEPS = 100_000
REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)


@dataclass(frozen=True)
class Expression:
    """A pattern, where it stands, and whether it is only asked for at the beginning of a text."""

    pattern: str
    flags: int
    place: str
    is_anchored: bool

    def __str__(self) -> str:
        return self.place


def list_expressions(app: str) -> list[Expression]:
    """Return every pattern of an app: compiled ones, and those written where they are used."""
    found: dict[tuple[str, int], Expression] = {}
    for name in _list_modules(app):
        module = importlib.import_module(name)
        tree = ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))
        for expression in [*_compiled(module, tree), *_written(name, tree)]:
            found.setdefault((expression.pattern, expression.flags), expression)
    return list(found.values())


def _list_modules(app: str) -> Iterator[str]:
    package = importlib.import_module(app)
    for module in pkgutil.walk_packages(package.__path__, f"{app}."):
        if not {"tests", "migrations", "settings", "wsgi"} & {*module.name.split(".")}:
            yield module.name


def _compiled(module: Any, tree: ast.Module) -> Iterator[Expression]:
    for name, value in vars(module).items():
        if isinstance(value, RegexValidator):
            value = value.regex
        if isinstance(value, re.Pattern):
            uses = _uses_of(name, tree)
            anchored = bool(uses) and uses <= ANCHORED
            yield Expression(
                _text(value.pattern),
                value.flags & ~re.UNICODE,
                f"{module.__name__}.{name}",
                anchored,
            )


def _uses_of(name: str, tree: ast.Module) -> set[str]:
    """The methods of a pattern that its own module calls."""
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == name
    }


def _written(name: str, tree: ast.Module) -> Iterator[Expression]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="re"), attr=function) | ast.Name(id=function),
                args=[ast.Constant(value=str() | bytes() as pattern), *_],
            ) if function in FUNCTIONS - {"compile"} or function in {"RegexValidator", "re_path"}:
                place = f"{name}:{node.lineno}"
                yield Expression(_text(pattern), 0, place, function in ANCHORED)


def _text(pattern: str | bytes) -> str:
    return pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern


class StepLimitError(Exception):
    """More steps than anybody wants to count."""


class Matcher:
    """Finds all matches of an expression in a text, and counts the steps."""

    def __init__(self, expression: Expression) -> None:
        self.expression = expression
        self.tree = parser.parse(expression.pattern, expression.flags)
        self.flags = self.tree.state.flags
        self.steps = 0
        self.limit = MAX_STEPS
        self.text = ""
        self.groups: dict[int, tuple[int, int]] = {}

    def count_steps(self, text: str, limit: int = MAX_STEPS) -> int:
        """Return how many steps it takes to find all that there is in a text.

        One more than ``limit`` where there are more: exponential ones would never be counted.
        """
        self.text = text.lower() if self.flags & re.IGNORECASE else text
        self.limit = limit
        with suppress(StepLimitError):
            self._find_all()
        return self.steps

    def _find_all(self) -> None:
        self.steps = position = 0
        while position <= len(self.text):
            self.groups = {}
            end = next(self._sequence(self.tree, 0, position), None)
            position = position + 1 if end is None or end == position else end
            if self.expression.is_anchored:
                break

    def _sequence(self, parts: Any, index: int, position: int) -> Iterator[int]:
        if index == len(parts):
            yield position
            return
        for end in self._part(*parts[index], position):
            yield from self._sequence(parts, index + 1, end)

    def _part(self, kind: Any, value: Any, position: int) -> Iterator[int]:  # noqa: C901
        self.steps += 1
        if self.steps > self.limit:
            raise StepLimitError
        if kind in REPEATS:
            ends = self._repeat(kind, value, 0, position)
            yield from ends if kind != op.POSSESSIVE_REPEAT else _first(ends)
        elif kind == op.SUBPATTERN:
            for end in self._sequence(value[3], 0, position):
                if value[0]:
                    self.groups[value[0]] = (position, end)
                yield end
        elif kind == op.BRANCH:
            for branch in value[1]:
                yield from self._sequence(branch, 0, position)
        elif kind == op.ATOMIC_GROUP:
            yield from _first(self._sequence(value, 0, position))
        elif kind in (op.ASSERT, op.ASSERT_NOT):
            begin = position if value[0] > 0 else position - value[1].getwidth()[0]
            holds = begin >= 0 and any(True for _ in self._sequence(value[1], 0, begin))
            if holds == (kind == op.ASSERT):
                yield position
        elif kind == op.AT:
            if self._is_at(value, position):
                yield position
        elif kind == op.GROUPREF:
            begin, end = self.groups.get(value, (0, 0))
            if self.text.startswith(self.text[begin:end], position):
                yield position + end - begin
        elif position < len(self.text) and self._is_sign(kind, value, self.text[position]):
            yield position + 1

    def _repeat(self, kind: Any, value: Any, count: int, position: int) -> Iterator[int]:
        least, most, parts = value
        if kind == op.MIN_REPEAT and count >= least:
            yield position
        if count < most:
            for end in self._sequence(parts, 0, position):
                if end > position or count < least:
                    yield from self._repeat(kind, value, count + 1, end)
        if kind != op.MIN_REPEAT and count >= least:
            yield position

    def _is_at(self, kind: Any, position: int) -> bool:
        if kind in (op.AT_BEGINNING, op.AT_BEGINNING_STRING):
            return position == 0
        if kind in (op.AT_END, op.AT_END_STRING):
            return position == len(self.text)
        around = self.text[max(position - 1, 0) : position], self.text[position : position + 1]
        is_boundary = _is_word(around[0]) != _is_word(around[1])
        return is_boundary == (kind == op.AT_BOUNDARY)

    def _is_sign(self, kind: Any, value: Any, sign: str) -> bool:
        if kind == op.ANY:
            return sign != "\n" or bool(self.flags & re.DOTALL)
        if kind == op.LITERAL:
            return sign == self._folded(value)
        if kind == op.NOT_LITERAL:
            return sign != self._folded(value)
        items = value[1:] if value[0][0] == op.NEGATE else value
        return any(self._is_item(*item, sign) for item in items) != (items is not value)

    def _is_item(self, kind: Any, value: Any, sign: str) -> bool:
        if kind == op.LITERAL:
            return sign == self._folded(value)
        if kind == op.RANGE:
            signs = {sign, sign.upper()} if self.flags & re.IGNORECASE else {sign}
            return any(value[0] <= ord(one) <= value[1] for one in signs if len(one) == 1)
        name = str(value)
        is_in = {"DIGIT": str.isdigit, "SPACE": str.isspace, "WORD": _is_word}[name.split("_")[-1]]
        return is_in(sign) != ("NOT" in name)

    def _folded(self, code: int) -> str:
        return chr(code).lower() if self.flags & re.IGNORECASE else chr(code)


def _first(ends: Iterator[int]) -> Iterator[int]:
    end = next(ends, None)
    if end is not None:
        yield end


def _is_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"
