"""Nobody is written to twice, however many processes send.

In SQLite's memory nobody writes beside the test; a file lets one process write at a time.
"""

from collections import Counter

import pytest
from django.db import connection

from accounts.models import User
from accounts.tests.factories import create_user
from members.models import Notification, NotificationKind
from members.services.notifications import notify
from members.tasks import send_daily_digests, send_urgent_emails
from tests.processes import run_in_threads

pytestmark = pytest.mark.both_databases

NAMES = [f"song-song-{number}" for number in range(6)]

if connection.vendor == "postgresql":

    def enter(at_once):
        users = [create_user(name) for name in NAMES]
        for event in ("một", "hai"):
            words = {"title": event, "url": "https://backan.example/", "at_once": at_once}
            notify(users, kind=NotificationKind.BULLETIN, event=event, **words)

    @pytest.fixture
    def waiting(db, request):
        run_in_threads(lambda: enter(request.param))
        yield
        run_in_threads(User.objects.filter(username__in=NAMES).delete)
        assert not Notification.objects.exists()

    @pytest.mark.parametrize(
        ("waiting", "send", "each"),
        [(True, send_urgent_emails, 2), (False, send_daily_digests, 1)],
        indirect=["waiting"],
    )
    def test_two_processes_at_once_write_to_nobody_twice(waiting, send, each, mailoutbox):
        run_in_threads(send, send, send)
        written = Counter(address for mail in mailoutbox for address in mail.to)
        assert written == {f"{name}@backan.example": each for name in NAMES}
