"""Hooks that run after a commit and may fail without harm."""

from collections.abc import Callable
from functools import partial, update_wrapper

from django.db import transaction


def run_after_commit(function: Callable[..., object], *arguments: object) -> None:
    """Call ``function`` with ``arguments`` once the transaction is committed; now, outside of one.

    What it raises is logged, and what else waits for the commit is done all the same. Django names
    the function in its log by ``__qualname__``, which a partial does not have: without a name, the
    failure would reach whoever committed, and nothing else would be done.
    """
    hook = update_wrapper(partial(function, *arguments), function)
    transaction.on_commit(hook, robust=True)
