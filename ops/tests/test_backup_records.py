import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from ops.models import BackupKind, BackupRecord

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
