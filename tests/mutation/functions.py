"""The code of functions as it is in memory, and changes of it."""

import builtins
import difflib
import gc
import importlib
import os
from collections.abc import Iterable
from functools import _lru_cache_wrapper
from types import CodeType, FunctionType
from typing import Any, NamedTuple

from tests.mutation.marks import MARK, find_marked_line, mark_lines


class Mutant(NamedTuple):
    """A change, with what is needed to try it.

    ``is_reached``: whether one of the tests is known to have run the statement that is changed, on
    SQLite or elsewhere.
    """

    path: str
    line: int
    function: str
    source: str
    changed: str
    tests: tuple[str, ...]
    is_reached: bool

    def __str__(self) -> str:
        diff = difflib.unified_diff(self.source.splitlines(), self.changed.splitlines(), n=0)
        lines = [line for line in diff if not line.startswith(("---", "+++", "@@"))]
        return "\n".join([f"{self.path}:{self.line} in {self.function}", *lines])


class Functions:
    """The functions of modules as they are in memory, to exchange their code."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._by_file: dict[str, list[FunctionType]] = {}
        self._caches: dict[str, list[Any]] = {}
        # Paths and lines.
        self._run: set[tuple[str, int]] = set()
        for path in set(paths):
            importlib.import_module(
                path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
            )
            self._by_file[os.path.abspath(path)] = []
        for each in gc.get_objects():
            # Not isinstance(): it asks objects that are lazy what they are.
            if type(each) is FunctionType and each.__code__.co_filename in self._by_file:
                self._by_file[each.__code__.co_filename].append(each)
            elif type(each) is _lru_cache_wrapper and hasattr(each.__wrapped__, "__code__"):
                self._caches.setdefault(each.__wrapped__.__code__.co_filename, []).append(each)

    def exchange(self, mutant: Mutant) -> bool:
        """Give the functions of the module their changed code; return whether that is another.

        It notes which of its lines are run (``has_run``). What was computed by unchanged code and
        cached is forgotten.
        """
        file = os.path.abspath(mutant.path)
        try:
            after = _codes(compile(mutant.changed, file, "exec"))
        except SyntaxError:
            return False
        before = _codes(compile(mutant.source, file, "exec"))
        different = {
            key
            for key, code in after.items()
            if key in before and _meaning(code) != _meaning(before[key])
        }
        marked = _codes(compile(mark_lines(mutant.changed, file), file, "exec"))
        exchanged = False
        for function in self._by_file[file]:
            key = _key(function.__code__)
            if key in different and function.__code__.co_freevars == marked[key].co_freevars:
                function.__code__ = marked[key]
                exchanged = True
        self._run.clear()
        setattr(builtins, MARK, self._run.add)
        for cache in self._caches.get(file, ()):
            cache.cache_clear()
        return exchanged

    def has_run(self, mutant: Mutant) -> bool:
        """Return whether the statement that was changed has been run since ``exchange``.

        Where that cannot be told, it has.
        """
        line = find_marked_line(mutant.changed, mutant.line)
        return line is None or (os.path.abspath(mutant.path), line) in self._run


def _key(code: CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno


def _meaning(code: CodeType) -> tuple:
    """Return what a code does, without the places in the file that its parts came from."""
    parts = code.co_argcount, code.co_flags, code.co_code, code.co_names, code.co_varnames
    constants = (
        _meaning(each) if isinstance(each, CodeType) else (type(each), each)
        for each in code.co_consts
    )
    return *parts, code.co_freevars, code.co_exceptiontable, *constants


def _codes(module: CodeType) -> dict[tuple[str, int], CodeType]:
    """Return all code within a module by name and line.

    A change may take lines away, but only behind the first line of its own function, and only
    functions of the same name and place are exchanged.
    """
    found, waiting = {}, [module]
    while waiting:
        code = waiting.pop()
        found[_key(code)] = code
        waiting += [each for each in code.co_consts if isinstance(each, CodeType)]
    return found
