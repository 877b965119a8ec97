"""Plugin of pytest for runs that record which tests reach which lines: ``COUNTED`` in the Makefile.

A function that remembers what it returned is entered by the first test alone, and every change in
it would be tried with that one.
"""

import sys
from collections.abc import Iterable
from functools import _lru_cache_wrapper
from typing import Any

import pytest

from tests.mutation.sample import iter_modules


class FreshCaches:
    """Lets every function of some modules that has a cache begin each test with an empty one."""

    def __init__(self, modules: Iterable[str]) -> None:
        self._names = {
            path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in modules
        }
        self._imported = 0
        self._caches: list[Any] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self) -> None:
        """Empty the caches before each test."""
        self.empty()

    def empty(self) -> None:
        """Empty the caches."""
        if self._imported != len(sys.modules):
            self._imported = len(sys.modules)
            self._caches = self._list_caches()
        for cache in self._caches:
            cache.cache_clear()

    def _list_caches(self) -> list[Any]:
        modules = [sys.modules[name] for name in self._names & sys.modules.keys()]
        # Not isinstance(): it asks objects that are lazy what they are.
        return [
            value
            for module in modules
            for value in vars(module).values()
            if type(value) is _lru_cache_wrapper
        ]


def pytest_configure(config: pytest.Config) -> None:
    """Register the plugin."""
    config.pluginmanager.register(FreshCaches(iter_modules(config.rootpath)))
