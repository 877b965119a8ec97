"""Create or update the agencies of a CSV table, all of them or none."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import translation
from tqdm import tqdm

from sites.agency_table import TableError, read_agencies
from sites.provisioning import Changes, provision_agency


class Command(BaseCommand):
    help = (
        "Create or update the agencies of a CSV table with the columns code (or slug), kind, "
        "name_vi, name_en, host (or hostname). One bad row and nothing changes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--domain",
            default=settings.BASE_DOMAIN,
            help="completes hosts without a dot (default: BASE_DOMAIN, %(default)s)",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would be done, and do nothing"
        )

    def handle(self, *, file: Path, domain: str, dry_run: bool, **options: object) -> None:
        rows = self._read(file, domain)
        done: list[tuple[str, Changes]] = []
        with transaction.atomic():
            for row in tqdm(rows, unit="agency", disable=not sys.stderr.isatty()):
                changes = Changes()
                self._provision(row, changes)
                done.append((row["code"], changes))
            # Doing it all and taking it back is the one preview that cannot differ from the deed.
            transaction.set_rollback(dry_run)
        self._report(done, dry_run)

    def _provision(self, row: dict[str, str], changes: Changes) -> None:
        try:
            provision_agency(**row, changes=changes)
        except ValidationError as error:
            # What only shows while doing it, such as a page that has the address already.
            what = " ".join(error.messages)
            raise CommandError(f"{row['code']}: nothing was changed. {what}") from None

    def _read(self, file: Path, domain: str) -> list[dict[str, str]]:
        try:
            # Messages of the command line are English, also where Django supplies them.
            with translation.override("en"):
                return read_agencies(file.read_bytes(), domain=domain)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except TableError as error:
            raise CommandError(f"{file}: nothing was changed.\n{error}") from None

    def _report(self, done: list[tuple[str, Changes]], dry_run: bool) -> None:
        for code, changes in done:
            self.stdout.write(f"{changes.verb:8}{code}")
            for line in changes.lines:
                self.stdout.write(f"        {line}")
        counts = [
            f"{sum(changes.verb == verb for _, changes in done)} {verb}"
            for verb in ("created", "changed", "left")
        ]
        prefix = "Dry run, nothing was changed: " if dry_run else ""
        self.stdout.write(prefix + ", ".join(counts))
