from contextlib import suppress

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from ops.models import BackupKind, BackupRecord
from ops.services.backup_records import record_run, recorded_run

pytestmark = pytest.mark.django_db


def test_a_backup_that_cannot_be_read_is_recorded_with_its_reason(tmp_path):
    file = tmp_path / "torn.bantin"
    file.write_bytes(b"not a backup")
    with pytest.raises(CommandError) as refusal:
        call_command("verify_backup", str(file))
    record = BackupRecord.objects.get()
    assert (record.kind, record.succeeded) == (BackupKind.VERIFICATION, False)
    assert (record.file, record.size) == ("torn.bantin", None)
    assert record.problem == str(refusal.value)


def test_a_backup_that_may_not_be_written_is_recorded_as_failed(tmp_path):
    file = tmp_path / "there.bantin"
    file.write_bytes(b"an earlier one")
    with pytest.raises(CommandError):
        call_command("backup", str(file))
    record = BackupRecord.objects.get()
    assert (record.kind, record.succeeded) == (BackupKind.BACKUP, False)
    assert "already" in record.problem
    assert file.read_bytes() == b"an earlier one"


@pytest.mark.parametrize(
    ("error", "succeeded", "size", "problem"),
    [
        (None, True, 5, ""),
        (CommandError("Files are missing:\na.pdf", returncode=3), True, 5, "Files are missing:"),
        (CommandError("The disk is full."), False, None, "The disk is full."),
        (KeyboardInterrupt(), False, None, "It was interrupted."),
    ],
    ids=["done", "done with a remark", "failed", "interrupted"],
)
def test_a_run_is_recorded_as_it_ended_with_the_size_of_what_it_made(
    tmp_path, error, succeeded, size, problem
):
    file, told = tmp_path / "one.bantin", []
    file.write_bytes(b"12345")
    with (
        suppress(CommandError, KeyboardInterrupt),
        recorded_run(BackupKind.BACKUP, file, told.append),
    ):
        if error:
            raise error
    record = BackupRecord.objects.get()
    assert (record.kind, record.file) == (BackupKind.BACKUP, "one.bantin")
    assert (record.succeeded, record.size, record.problem) == (succeeded, size, problem)
    assert record.started_at < record.ended_at and told == []


def test_a_run_that_cannot_be_recorded_is_told_and_ends_as_it_did(tmp_path):
    told = []
    with recorded_run(BackupKind.BACKUP, tmp_path / "gone.bantin", told.append):
        pass
    [sentence] = told
    assert sentence.startswith("The database has no record of this: ") and "gone" in sentence
    assert not BackupRecord.objects.exists()


def test_of_a_long_name_and_problem_as_much_is_recorded_as_fits():
    record = record_run("backup", False, file=f"/srv/{'a' * 300}", problem="x" * 600)
    assert (record.file, record.problem) == ("a" * 255, "x" * 500)
    assert record.started_at == record.ended_at
    with pytest.raises(ValueError, match="restore"):
        record_run("restore", True)
