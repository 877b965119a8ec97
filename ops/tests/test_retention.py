import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.translation import override
from django_tasks import TaskResultStatus

from ops import retention
from ops.jobs.queue import list_queued_tasks
from ops.jobs.schedule import list_periodic_tasks
from ops.models import BackupRecord, Incident, PeriodicTaskRun, Worker
from ops.retention import RetentionRule, list_retention_rules
from ops.services.backup_records import record_run
from ops.tasks import delete_old_data
from ops.tests.factories import create_periodic_task_run, create_worker
from ops.tests.sample_tasks import write

pytestmark = pytest.mark.both_databases

PAGE = Path(settings.BASE_DIR) / "docs" / "features" / "retention.md"
ROW = re.compile(r"^\| ([^|]+) \| (?:`(\w+)`|–) \| (\d+|–) \|", re.MULTILINE)


def test_the_page_about_retention_is_what_the_registry_says():
    with override("en"):
        rules = {
            (str(rule.label), rule.setting, "–" if rule.days is None else str(rule.days))
            for rule in list_retention_rules()
        }
    assert {*ROW.findall(PAGE.read_text())} == rules


def test_one_task_deletes_at_night_and_no_other():
    deleting = [task.name for task in list_periodic_tasks() if "delete" in task.name]
    assert deleting == ["ops.tasks.delete_old_data"]


@pytest.mark.django_db
def test_what_is_older_goes_and_what_is_younger_stays(settings, clock):
    now = timezone.now()
    for name in ("done", "dead"):
        write.enqueue(name)
    tasks = list_queued_tasks().filter(task_path="ops.jobs.tasks.write")
    tasks.update(status=TaskResultStatus.SUCCESSFUL, finished_at=now)
    dead = tasks.last()
    tasks.filter(pk=dead.pk).update(status=TaskResultStatus.FAILED)
    create_worker(started_at=now)
    create_periodic_task_run("ops.tasks.of_a_former_version")
    create_periodic_task_run()
    record_run("backup", True)
    over = Incident.objects.create(title="Mất điện", text="…", since=now, until=now)
    lasting = Incident.objects.create(title="Chậm", text="…", since=now)

    def count_after(days):
        clock(now + timedelta(days=days))
        delete_old_data()
        rows = [tasks.count(), Worker, PeriodicTaskRun, BackupRecord, Incident]
        return [rows[0], *(model.objects.count() for model in rows[1:])]

    assert count_after(13) == [2, 1, 2, 1, 2]
    assert count_after(settings.TASK_DAYS + 1) == [1, 0, 1, 1, 2]
    assert count_after(settings.DEAD_TASK_DAYS + 1) == [0, 0, 1, 1, 2]
    assert count_after(settings.BACKUP_RECORD_DAYS + 1) == [0, 0, 1, 0, 2]
    assert count_after(settings.INCIDENT_DAYS + 1) == [0, 0, 1, 0, 1]
    assert [*Incident.objects.all()] == [lasting] and over.pk


@pytest.mark.django_db
def test_one_rule_that_fails_keeps_no_other_from_its_work_and_is_told(monkeypatch, caplog):
    done = []
    rules = [
        RetentionRule("Một", "TASK_DAYS", lambda: 1 / 0),
        RetentionRule("Hai", "SPAM_DAYS", lambda: done.append("Hai")),
    ]
    monkeypatch.setattr(retention, "_rules", rules)
    with pytest.raises(RuntimeError, match="TASK_DAYS"):
        delete_old_data()
    assert done == ["Hai"] and "Một" in caplog.text
