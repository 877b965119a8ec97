"""Receiver that preserves a bulletin's repetition state, whichever version is published."""

from collections.abc import Collection
from typing import Any

from django.db.models.signals import pre_save

from bulletins.models import Bulletin
from bulletins.models.repetition import REPETITION
from bulletins.repeats.rhythm import first_repetition


def connect() -> None:
    """Connect the receiver below; called once, when the app is ready."""
    pre_save.connect(keep_rhythm, sender=Bulletin)


def keep_rhythm(
    instance: Bulletin, raw: bool, update_fields: Collection[str] | None = None, **kwargs: Any
) -> None:
    """Copy the repetition state from the database row to the instance about to be saved.

    A version was read earlier, and the bulletin may have been announced again since. Locks the row.
    If the schedule differs from the row's (`live`, `repeat_days`, `valid_from`), or the bulletin is
    new, the next repetition is counted from now. Raw saves and saves with `update_fields` are left
    alone.
    """
    if raw or update_fields is not None:
        return
    row = Bulletin.objects.select_for_update(of=("self",)).filter(pk=instance.pk).first()
    if row:
        for name in REPETITION:
            setattr(instance, name, getattr(row, name))
    if row is None or _rhythm(row) != _rhythm(instance):
        instance.next_repeat_at = first_repetition(instance)


def _rhythm(bulletin: Bulletin) -> tuple[object, ...]:
    return bulletin.live, bulletin.repeat_days, bulletin.valid_from
