"""Two runners of the job loop at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.models import ModelLogEntry

from bulletins.models import Bulletin
from bulletins.tasks import run_due_repetitions
from bulletins.tests.factories import publish_bulletin
from tests.processes import run_in_threads

pytestmark = pytest.mark.both_databases

TITLE = "Hai tiến trình"


def due_bulletin():
    bulletin = publish_bulletin(TITLE, repeat_days=3)
    due = timezone.now() - timedelta(hours=1)
    Bulletin.objects.filter(pk=bulletin.pk).update(next_repeat_at=due)
    return bulletin.pk


def repetitions(pk):
    bulletin = Bulletin.objects.get(pk=pk)
    entries = ModelLogEntry.objects.for_instance(bulletin).filter(action="bulletins.repeat")
    return bulletin.repeat_count, entries.count()


@pytest.fixture
def by_day(clock):
    clock(timezone.localtime().replace(hour=10) + timedelta(days=10))


if connection.vendor == "postgresql":

    @pytest.fixture
    def due(db, by_day):
        [pk] = run_in_threads(due_bulletin)
        yield pk
        run_in_threads(Bulletin.objects.filter(pk=pk).delete)

    def test_two_runners_at_once_repeat_a_bulletin_once(due):
        run_in_threads(run_due_repetitions, run_due_repetitions)
        assert run_in_threads(lambda: repetitions(due)) == [(1, 1)]

    def test_a_publication_at_the_same_time_does_not_repeat_it_once_more(due):
        def publish_again():
            Bulletin.objects.get(pk=due).get_latest_revision().publish()

        run_in_threads(run_due_repetitions, publish_again)
        run_in_threads(run_due_repetitions)
        assert run_in_threads(lambda: repetitions(due)) == [(1, 1)]

else:
    # In SQLite's memory nobody writes beside the test.

    def test_two_runs_one_after_the_other_repeat_a_bulletin_once(db, by_day):
        pk = due_bulletin()
        run_due_repetitions()
        run_due_repetitions()
        assert repetitions(pk) == (1, 1)
