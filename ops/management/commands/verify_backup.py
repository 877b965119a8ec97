"""Management command that checks a backup without restoring it."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ops.backup.errors import BackupError
from ops.backup.interruption import ending_cleanly
from ops.backup.restore import verify_backup
from ops.models import BackupKind
from ops.services.backup_records import recorded_run


class Command(BaseCommand):
    """The command ``verify_backup``; its exit code is 1 if the backup cannot be restored."""

    help = (
        "Read a backup from beginning to end, compare each part with its digest, and look whether "
        "this version can restore it. Nothing is written. Exit code: 0 all is there; 1 it is not."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the backup")
        parser.add_argument("--identity", default="", help="file with the key of an encrypted one")

    def handle(self, *, file: Path, identity: str, verbosity: int, **options: object) -> None:
        with recorded_run(BackupKind.VERIFICATION, file, self.stderr.write):
            self._verify(file, identity, verbosity)

    def _verify(self, file: Path, identity: str, verbosity: int) -> None:
        try:
            with ending_cleanly(self.stderr.write, "The backup was not verified."):
                manifest = verify_backup(file, identity)
        except BackupError as error:
            raise CommandError(str(error)) from error
        if verbosity:
            header = manifest.header
            rows = sum(facts.get("rows", 0) for facts in manifest.parts.values())
            self.stdout.write(
                f"{file} is whole: version {header['version']}, made {header['made_at']} on "
                f"{header['database']}, {len(manifest.parts)} parts, {rows} rows."
            )
            if missing := manifest.details["missing"]:
                self.stdout.write(f"Files that were missing already: {len(missing)}.")
