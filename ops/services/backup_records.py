"""Records of backups and of their verifications, which the page of the system's state reads."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePath

from django.core.management.base import CommandError
from django.db import Error
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


@contextmanager
def recorded_run(kind: BackupKind, file: Path, tell: Callable[[str], object]) -> Iterator[None]:
    """Record how the work of a command in the block ended; what it raises goes on.

    A CommandError with the code 1 is a failure, one with another code a success with a remark.
    ``tell`` is given a sentence if the database does not take the record, as where it is lost: a
    backup can be verified on a machine that has none.
    """
    started, succeeded, problem = timezone.now(), False, "It was interrupted."
    try:
        yield
        succeeded, problem = True, ""
    except CommandError as error:
        succeeded, problem = error.returncode != 1, str(error).splitlines()[0]
        raise
    finally:
        try:
            record_run(
                kind,
                succeeded,
                started_at=started,
                file=str(file),
                size=file.stat().st_size if succeeded else None,
                problem=problem,
            )
        except (Error, OSError) as error:
            reason = str(error).strip().splitlines()[0]
            tell(f"The database has no record of this: {reason}")
