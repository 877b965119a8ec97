"""How long what is kept: one registry, which one nightly task works through.

Apps register what they delete, with the setting that says after how many days. The table in
docs/features/retention.md lists the same; a test compares both.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class RetentionRule:
    """One kind of thing that goes after some days.

    ``setting`` names the setting and the environment variable with the days; empty for what has an
    end of its own. ``delete`` deletes what is older, and does the same however often it is called.
    """

    label: str | Promise
    setting: str
    delete: Callable[[], object]

    @property
    def days(self) -> int | None:
        """Days after which it goes; 0: never; None: at an end of its own."""
        return getattr(settings, self.setting) if self.setting else None


_rules: list[RetentionRule] = []

Deletion = Callable[[], object]


def retention(setting: str, *, label: str | Promise) -> Callable[[Deletion], Deletion]:
    """Return a decorator that registers a function which deletes what is older.

    The arguments are those of ``RetentionRule``.
    """

    def register(delete: Deletion) -> Deletion:
        _rules.append(RetentionRule(label, setting, delete))
        return delete

    return register


def list_retention_rules() -> list[RetentionRule]:
    """Return all rules in the order in which they were registered, from the lowest app up."""
    return list(_rules)


def apply_retention() -> None:
    """Delete all that is older than its rule allows.

    Raises RuntimeError if some rules failed, after all others were applied; the log says why.
    """
    failed = []
    for rule in _rules:
        try:
            rule.delete()
        except Exception:
            # One that fails must not keep the others.
            logger.exception("Not deleted: %s", rule.label)
            failed.append(rule.setting or str(rule.label))
    if failed:
        raise RuntimeError(f"Not deleted: {', '.join(failed)}; the log says why.")
