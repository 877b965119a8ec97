"""Management command that restores a backup into an empty installation."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from ops.backup.errors import BackupError
from ops.backup.interruption import ending_cleanly
from ops.backup.restore import restore_backup

INTERRUPTED = (
    "The restore is not finished. Give the same command again: it goes on where it must. Until "
    "then nothing here can be used."
)


class Command(BaseCommand):
    """The command ``restore``; its exit code is 1 if the backup was not restored."""

    help = (
        "Restore a backup into an empty database, of PostgreSQL or SQLite, and an empty folder of "
        "uploaded files. The backup is verified first. Cut off, it is given again. Exit code: 0 "
        "done; 1 refused or not finished."
    )
    # The tables that checks ask for come only now.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the backup")
        parser.add_argument("--identity", default="", help="file with the key of an encrypted one")

    def handle(self, *, file: Path, identity: str, verbosity: int, **options: object) -> None:
        try:
            with ending_cleanly(self.stderr.write, INTERRUPTED):
                result = restore_backup(file, identity)
        except BackupError as error:
            raise CommandError(f"Not restored. {error}") from error
        except OperationalError as error:
            reason = str(error).strip().splitlines()[0]
            raise CommandError(f"Not restored: the database: {reason}.") from error
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            raise CommandError(
                f"Not restored: {place}{error.strerror or error}. "
                "Give the command again when that is mended."
            ) from error
        if verbosity:
            self.stdout.write(
                f"Restored {result.rows} rows and {result.files} files of version "
                f"{result.version}. Search and caches were made anew; everybody signs in again."
            )
            if result.missing:
                self.stdout.write(f"Files that the backup lacks: {len(result.missing)}.")
        if not result.has_same_key:
            self.stderr.write(
                "SECRET_KEY is not the one of the backup: second factors, links in mails and "
                "signed drafts are void. Set the former key in SECRET_KEY or SECRET_KEY_FALLBACKS."
            )
