"""Deadlines just before, at and just after their moment."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.dashboard import DashboardTask
from accounts.models import Invitation

NOW = datetime(2026, 11, 24, 7, 52, tzinfo=UTC)


@pytest.mark.parametrize(("later", "is_over"), [(-1, True), (0, True), (1, False)])
def test_a_deadline_has_passed_from_its_moment_on(clock, later, is_over):
    clock(NOW)
    moment = NOW + timedelta(microseconds=later)
    assert Invitation(expires_at=moment).is_expired is is_over
    assert DashboardTask("Việc", "/", due=moment).is_overdue is is_over


def test_a_task_without_a_deadline_is_never_overdue():
    assert DashboardTask("Việc", "/").is_overdue is False
