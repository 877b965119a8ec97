"""Plugin of pytest that records which tests reach which lines of the modules of the day.

It writes a call before each statement of their functions while they are imported. coverage would
look at every call of every function, which takes two thirds of the tests' time again (before Python
3.12, whose new way of counting knows no tests). What is recorded has the form of its data:
``coverage combine`` puts the files of all processes together.
"""

import builtins
import sys
from collections import defaultdict
from collections.abc import Iterator
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from typing import Any

import coverage
import pytest

from tests.mutation.fresh_caches import FreshCaches
from tests.mutation.marks import MARK, mark_lines
from tests.mutation.sample import draw_modules, get_seed

ROOT = Path.cwd()
# What is reached outside of tests, while modules are imported.
IMPORT = ""


class _Loader(SourceFileLoader):
    """Loads a module with marks, whatever was compiled of it before."""

    def get_code(self, fullname: str) -> Any:
        return self.source_to_code(self.get_data(self.path), self.path)

    def source_to_code(self, data: Any, path: Any, *, _optimization: int = -1) -> Any:
        return compile(mark_lines(data, str(path)), path, "exec", dont_inherit=True)


class ReachRecorder:
    """Finds the modules of the day, and notes for each test which of their lines it reaches."""

    def __init__(self) -> None:
        modules = draw_modules(ROOT, get_seed())
        self._paths = {str(ROOT / path) for path in modules}
        self._caches = FreshCaches(modules)
        self._now: set[tuple[str, int]] = set()
        self._found: defaultdict[str, set[tuple[str, int]]] = defaultdict(set)
        setattr(builtins, MARK, self._now.add)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Return how a module of the day is loaded; None for others (a finder of imports)."""
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or spec.origin not in self._paths:
            return None
        spec.loader = _Loader(name, spec.origin)
        return spec

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Note what a test reaches, its fixtures included."""
        self._note(IMPORT)
        self._caches.empty()
        result = yield
        self._note(f"{item.nodeid}|run")
        return result

    def pytest_sessionfinish(self) -> None:
        """Write down what this process has found."""
        self._note(IMPORT)
        data = coverage.CoverageData(str(ROOT / ".coverage"), suffix=True)
        for context, places in self._found.items():
            lines: defaultdict[str, set[int]] = defaultdict(set)
            for path, line in places:
                lines[path].add(line)
            data.set_context(context)
            data.add_lines(lines)
        data.write()

    def _note(self, context: str) -> None:
        if self._now:
            self._found[context] |= self._now
            self._now.clear()


def pytest_configure(config: pytest.Config) -> None:
    """Register the plugin."""
    config.pluginmanager.register(_recorder)


_recorder = ReachRecorder()
# Before any of the modules is imported, by a conftest or by Django.
sys.meta_path.insert(0, _recorder)
