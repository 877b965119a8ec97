"""Management command that imports old content from a file of JSON lines."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from tqdm import tqdm

from importing.jsonl.reader import ContentError, ImportRecord
from importing.services.content import ImportResult, Outcome, import_content


class Command(BaseCommand):
    """Command that imports a whole file or nothing."""

    help = (
        "Make articles, documents and bulletins of a file with one JSON object a line; needed are "
        "type, id, agency and title. One bad line and nothing changes. Running it again changes "
        "only what has changed in the file."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would be done, and do nothing"
        )

    def handle(self, *, file: Path, dry_run: bool, **options: object) -> None:
        # Messages of the command line are English, also where Django supplies them.
        with translation.override("en"):
            done = self._import(file, dry_run)
        for loss in done.losses:
            self.stdout.write(f"Not kept: {loss}")
        prefix = "Dry run, nothing was changed: " if dry_run else ""
        counts = (f"{done.outcomes[outcome]} {outcome}" for outcome in Outcome)
        self.stdout.write(prefix + ", ".join(counts))

    def _import(self, file: Path, dry_run: bool) -> ImportResult:
        try:
            return import_content(file, dry_run=dry_run, progress=_show_progress)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except ContentError as error:
            raise CommandError(f"{file}: nothing was changed.\n{error}") from None


def _show_progress(lines: Iterable[ImportRecord], total: int | None) -> Iterable[ImportRecord]:
    what = "checking" if total is None else "storing"
    shown: Iterable[ImportRecord] = tqdm(
        lines, desc=what, total=total, unit="line", disable=not sys.stderr.isatty()
    )
    return shown
