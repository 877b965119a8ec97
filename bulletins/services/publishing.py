"""Effects of publishing, unpublishing, ending and withdrawing a bulletin, in order.

Wagtail's signals and the services of the lifecycle end in ``run_effects``, which calls the
functions of the setting ``BULLETIN_EFFECTS`` one after the other, in the transaction of the
change. Each takes the bulletin and the change. Before the bulletin is saved, its row is locked and
its repetition schedule kept (``bulletins.receivers.preserve_repetition_state``). Besides, Wagtail
writes the log entry, which the audit log follows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum

from django.conf import settings
from django.utils.module_loading import import_string

from bulletins.models import Bulletin

_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


class Change(StrEnum):
    """What happened to a bulletin. The values are stored in queued tasks."""

    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    BACK = "back"


def run_effects(bulletin: Bulletin, change: Change) -> None:
    """Call every function of ``BULLETIN_EFFECTS`` in order; an error stops them and is raised."""
    for path in settings.BULLETIN_EFFECTS:
        import_string(path)(bulletin, change)


@contextmanager
def without_effects() -> Iterator[None]:
    """Suppress notifications and immediate display checks of what is published inside.

    For the import of old bulletins.
    """
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def effects_disabled() -> bool:
    """Return whether the code runs inside ``without_effects``."""
    return _quiet.get()
