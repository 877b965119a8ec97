"""Retention periods: one registry, which one nightly task works through.

Apps register what they delete, with the setting that says after how many days. The table in
docs/features/retention.md lists the same; a test compares both.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import Promise

logger = logging.getLogger(__name__)

# Rows that are deleted in one transaction.
BATCH_SIZE = 1000

Deletion = Callable[[], Iterable[object] | None]


@dataclass(frozen=True)
class RetentionRule:
    """One kind of thing that goes after some days.

    ``setting`` names the setting and the environment variable with the days; empty for what has an
    end of its own. ``delete`` deletes what is older, and does the same however often it is called;
    where that may take long, it is a generator that yields after each part.
    """

    label: str | Promise
    setting: str
    delete: Deletion

    @property
    def days(self) -> int | None:
        """Days after which it goes; 0: never; None: at an end of its own."""
        return getattr(settings, self.setting) if self.setting else None


_rules: list[RetentionRule] = []


def retention(setting: str, *, label: str | Promise) -> Callable[[Deletion], Deletion]:
    """Return a decorator that registers a function which deletes what is older.

    The arguments are those of ``RetentionRule``. Whoever calls the function itself has all of it
    deleted.
    """

    def register(delete: Deletion) -> Deletion:
        _rules.append(RetentionRule(label, setting, delete))

        @wraps(delete)
        def delete_all() -> None:
            for _part in delete() or ():
                pass

        return delete_all

    return register


def list_retention_rules() -> list[RetentionRule]:
    """Return all rules in the order in which they were registered, from the lowest app up."""
    return list(_rules)


def apply_retention() -> Iterator[None]:
    """Delete all that is older than its rule allows; yield after each part.

    Raises RuntimeError if some rules failed, after all others were applied; the log says why.
    """
    failed = []
    for rule in _rules:
        try:
            for _part in rule.delete() or ():
                yield
        except Exception:
            # One that fails must not keep the others.
            logger.exception("Not deleted: %s", rule.label)
            failed.append(rule.setting or str(rule.label))
        yield
    if failed:
        raise RuntimeError(f"Not deleted: {', '.join(failed)}; the log says why.")


def delete_in_batches(rows: QuerySet[Any]) -> Iterator[None]:
    """Delete rows, of which there may be very many; yield after some."""
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH_SIZE]):
        rows.model._default_manager.filter(pk__in=keys).delete()
        yield
