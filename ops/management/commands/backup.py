"""Management command that writes a backup of the whole installation."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ops.backup.creation import create_backup
from ops.backup.errors import BackupError
from ops.backup.interruption import ending_cleanly
from ops.models import BackupKind
from ops.services.backup_records import recorded_run

# What the storage lacks, of the files that the database names.
INCOMPLETE = 3
_MAX_NAMES = 20


class Command(BaseCommand):
    """The command ``backup``.

    Its exit code is 0, or 1 if there is no backup, or 3 if the backup is whole but the storage of
    files lacks some that the database names.
    """

    help = (
        "Write the database and the uploaded files into one file, as they are at one moment. The "
        "websites can be used meanwhile. Exit code: 0 done; 1 no backup was made; 3 made, but "
        "files that the database names are not there."
    )
    # A backup must be possible where something else is wrong.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the file to write, which must not exist")
        parser.add_argument(
            "--recipient",
            default=settings.BACKUP_RECIPIENT,
            help="public key that the file is encrypted for by age (default: BACKUP_RECIPIENT)",
        )

    def handle(self, *, file: Path, recipient: str, verbosity: int, **options: object) -> None:
        with recorded_run(BackupKind.BACKUP, file, self.stderr.write):
            self._write_backup(file, recipient, verbosity)

    def _write_backup(self, file: Path, recipient: str, verbosity: int) -> None:
        try:
            with ending_cleanly(self.stderr.write, "No backup was made; nothing is left of it."):
                result = create_backup(file, recipient)
        except BackupError as error:
            raise CommandError(f"No backup was made. {error}") from error
        except OSError as error:
            raise CommandError(f"No backup was made: {file}: {error.strerror or error}.") from error
        if verbosity:
            kind = "encrypted, " if recipient else ""
            self.stdout.write(
                f"{file}: {kind}{result.rows} rows, {result.files} files, {result.size} bytes."
            )
        if result.missing:
            names = "\n".join(result.missing[:_MAX_NAMES])
            raise CommandError(
                f"The backup was made, but the storage lacks {len(result.missing)} files that the "
                f"database names:\n{names}",
                returncode=INCOMPLETE,
            )
