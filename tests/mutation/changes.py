"""Changes to production functions that a test should notice.

``python changes.py SEED COUNT FILE…`` prints JSON, for each file a list of up to COUNT changes in
the order in which they are to be tried. It runs in an environment of its own
(requirements-mutation.txt) and takes the changes of mutmut, but neither its choice of functions,
which leaves out whatever is decorated, nor its way of running them (docs/features/testing.md).

Left out is what no test of behaviour can notice, whatever it looks at: see ``SILENT_CALLS`` and
the sets below it.
"""

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import libcst as cst
import libcst.matchers as m
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

# Words for people, which the catalogues' test looks after, and what is only faster or slower.
SILENT_CALLS = {
    "_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy",
    "debug", "info", "warning", "error", "exception",
    "select_related", "prefetch_related", "only", "defer", "cast",
    # Locks of rows: SQLite, on which changes are tried, has none.
    "select_for_update",
    # A bar on somebody's screen.
    "tqdm",
    # What the doctor tells an operator: its level is another function.
    "fail", "warn", "passed",
}  # fmt: skip
SILENT_KEYWORDS = {
    "verbose_name", "help_text", "encoding", "strict", "chunk_size", "batch_size", "timeout",
    "stacklevel", "max_workers", "daemon", "lock", "for_update",
    # How it is drawn, and what a command's --help says.
    "icon", "icon_name", "classname", "metavar", "help",
    # The same once it is read.
    "ensure_ascii",
    # All fields instead of some: another thing only for two who save at the same moment.
    "update_fields",
}  # fmt: skip
# With a number in figures: the place among the buttons and entries of a menu.
PLACES = {"order", "priority"}
# What they return is read by developers, or in lists of the admin where any name will do, or is
# an example in the editor.
SILENT_FUNCTIONS = {"__str__", "__repr__", "get_preview_value"}
# The trail above a screen of the admin, whose last words are the screen's title once more.
TRAIL = "get_breadcrumbs_items"
# What nobody can make equal to a limit, so that "<" and "<=" are the same.
MEASURES = {"monotonic", "perf_counter", "get_resident_bytes"}
# What a bar on somebody's screen is called.
BAR = "bar"
# One more of so many is another size of a portion, or a thousandth of a measure.
MANY = 1000


class Mutant(NamedTuple):
    """One change: what replaces the characters from ``start`` to ``end`` of the file."""

    line: int
    function: str
    start: int
    end: int
    text: str


Change = tuple[int, str, cst.CSTNode, cst.CSTNode]


class Mutants(cst.CSTVisitor):
    """All changes within the functions of a module."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Change] = []
        self._names: list[str] = []
        self._functions = 0
        self._left_out: set[int] = set()

    def on_visit(self, node: cst.CSTNode) -> bool:
        if _is_silent(node) or (TRAIL in self._names and _is_label(node)):
            return False
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self._names.append(node.name.value)
            self._functions += isinstance(node, cst.FunctionDef)
        elif self._functions:
            line = self.get_metadata(PositionProvider, node).start.line
            function = ".".join(self._names)
            self._left_out |= {id(limit) for limit in _iter_limits_of_measures(node)}
            self._left_out |= {id(number) for number in _iter_rows_of_subqueries(node)}
            for changed in _changes(node) if id(node) not in self._left_out else ():
                self.found.append((line, function, node, changed))
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, cst.FunctionDef | cst.ClassDef) and not _is_silent(
            original_node
        ):
            self._names.pop()
            self._functions -= isinstance(original_node, cst.FunctionDef)


def _is_silent(node: cst.CSTNode) -> bool:
    match node:
        # Read when the module is imported, which is before any test.
        case cst.Annotation() | cst.Decorator() | cst.Parameters():
            return True
        case cst.FunctionDef(name=cst.Name(value=name)):
            return name in SILENT_FUNCTIONS
        case cst.Call(func=cst.Attribute(value=cst.Name(value=name))) if name == BAR:
            return True
        case cst.Call(func=cst.Name(value=name) | cst.Attribute(attr=cst.Name(value=name))):
            return name in SILENT_CALLS
        # Handed on for form's sake: Django calls views with what the address names by keywords.
        case cst.Arg(star="*", value=cst.Name(value="args")):
            return True
        case cst.Arg(keyword=cst.Name(value=name), value=value):
            return name in SILENT_KEYWORDS or (name in PLACES and isinstance(value, cst.Integer))
        case cst.Expr(value=cst.SimpleString()):
            return True
        # What people shall read is translated; other words in an error are for developers.
        case cst.Raise(
            exc=cst.Call(args=[cst.Arg(value=cst.SimpleString() | cst.FormattedString()), *_others])
        ):
            return True
    return False


def _is_label(node: cst.CSTNode) -> bool:
    return m.matches(node, m.DictElement(key=m.SimpleString(value='"label"')))


def _iter_limits_of_measures(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    measure = m.Call(func=m.OneOf(*(m.Name(name) for name in sorted(MEASURES))))
    if isinstance(node, cst.Comparison) and m.findall(node, measure):
        limits = cst.LessThan | cst.LessThanEqual | cst.GreaterThan | cst.GreaterThanEqual
        yield from (each for each in node.comparisons if isinstance(each.operator, limits))


def _iter_rows_of_subqueries(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    # SQLite, on which changes are tried, takes the first row of however many.
    if m.matches(node, m.Call(func=m.Name("Subquery"))):
        for rows in m.findall(node, m.Slice()):
            yield from m.findall(rows, m.Integer())


def _changes(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    for kind, operator in mutation_operators:
        if isinstance(node, kind):
            for changed in operator(node):
                if not _is_same(node, changed):
                    yield changed


def _is_same(node: cst.CSTNode, changed: cst.CSTNode) -> bool:
    """Whether a change is none, or one of those that nobody notices."""
    match node, changed:
        # SQL, headers and host names are the same in capitals, and None is as false as False.
        case cst.SimpleString(value=before), cst.SimpleString(value=after):
            return before.casefold() == after.casefold()
        case cst.Integer(value=before), cst.Integer():
            return int(before, 0) >= MANY
        case cst.Assign(value=value), cst.Assign():
            return _is_silent(value)
        case cst.Call(), cst.Call():
            kept = {id(argument) for argument in changed.args}
            return any(
                _is_silent(each) or _is_silent(each.value) or m.matches(each.value, m.Name("False"))
                for each in node.args
                if id(each) not in kept
            )
    return False


def list_mutants(source: str, seed: str, count: int) -> list[Mutant]:
    """Return up to ``count`` changes of a module's source, in an order that ``seed`` decides.

    Each change has the same chance, whatever its kind, as in the score of a whole run of mutmut.
    """
    visitor = Mutants()
    wrapper = MetadataWrapper(cst.parse_module(source))
    wrapper.visit(visitor)
    draw = random.Random(seed)  # noqa: S311
    chosen = draw.sample(visitor.found, min(count, len(visitor.found)))
    return [
        Mutant(line, function, *_edit(source, wrapper.module.deep_replace(node, changed).code))
        for line, function, node, changed in chosen
    ]


def _edit(before: str, after: str) -> tuple[int, int, str]:
    shortest = min(len(before), len(after))
    start = next((i for i in range(shortest) if before[i] != after[i]), shortest)
    longest_tail = shortest - start
    tail = next((i for i in range(longest_tail) if before[-1 - i] != after[-1 - i]), longest_tail)
    return start, len(before) - tail, after[start : len(after) - tail]


def main() -> None:
    seed, count, *files = sys.argv[1:]
    mutants = {
        file: list_mutants(Path(file).read_text(encoding="utf-8"), f"{seed} {file}", int(count))
        for file in files
    }
    json.dump(mutants, sys.stdout)


if __name__ == "__main__":
    main()
