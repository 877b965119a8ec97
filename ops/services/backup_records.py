"""Records of backups and of their verifications, which the page of the system's state reads."""

from datetime import datetime
from pathlib import PurePath

from django.utils import timezone

from ops.models import BackupKind, BackupRecord

_MAX_PROBLEM_LENGTH = 500


def record_run(
    kind: BackupKind | str,
    succeeded: bool,
    *,
    started_at: datetime | None = None,
    file: str = "",
    size: int | None = None,
    problem: str = "",
) -> BackupRecord:
    """Record that a backup, or the verification of one, has just ended; return the record.

    ``kind``: ``"backup"`` or ``"verification"``. ``started_at``: aware; now if it is not given.
    ``file``: path or name of the file, of which the name alone is kept. ``size``: of the file, in
    bytes. ``problem``: why it failed, in one sentence for operators; it is cut after 500
    characters. Raises ValueError for any other kind, and ``django.db.Error`` if the database does
    not answer: a command whose work is done should report that and keep its exit code.
    """
    now = timezone.now()
    return BackupRecord.objects.create(
        kind=BackupKind(kind),
        succeeded=succeeded,
        started_at=started_at or now,
        ended_at=now,
        file=PurePath(file).name[:255],
        size=size,
        problem=problem[:_MAX_PROBLEM_LENGTH],
    )
