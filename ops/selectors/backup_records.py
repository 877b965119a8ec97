"""The last runs of backups and of their verifications."""

from ops.models import BackupKind, BackupRecord


def find_last_success(kind: BackupKind) -> BackupRecord | None:
    """Return the latest run of this kind that succeeded, None if there is none."""
    return BackupRecord.objects.filter(kind=kind, succeeded=True).first()


def find_last_run(kind: BackupKind) -> BackupRecord | None:
    """Return the latest run of this kind, whether it succeeded or not; None if there is none."""
    return BackupRecord.objects.filter(kind=kind).first()
