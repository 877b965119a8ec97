"""A check of all websites: asked for, begun, done, lost."""

from datetime import UTC, datetime, timedelta

import pytest

from responses.models.verification import ABANDONED_AFTER, DisplayRun

NOW = datetime(2026, 11, 24, 7, 52, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("begun", "done", "has_begun", "is_done"),
    [
        (None, None, False, False),
        (NOW - SECOND, NOW + SECOND, False, False),
        (NOW, None, True, False),
        (NOW, NOW - SECOND, True, False),
        (NOW, NOW, True, True),
        (NOW, NOW + SECOND, True, True),
    ],
)
def test_only_what_came_after_it_was_asked_for_counts(begun, done, has_begun, is_done):
    run = DisplayRun(asked_at=NOW, begun_at=begun, done_at=done)
    assert (run.has_begun, run.is_done) == (has_begun, is_done)
    assert run.is_queued(NOW) is not has_begun


def test_what_nobody_began_is_lost_after_a_while():
    run, lost_at = DisplayRun(asked_at=NOW), NOW + ABANDONED_AFTER
    assert run.is_queued(lost_at - SECOND) and not run.is_queued(lost_at)
