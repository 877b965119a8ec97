"""Create or update the agencies of a table (CSV or XLSX)."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from tqdm import tqdm

from sites.services.agency_table import TableError, read_agencies
from sites.services.bulk_provisioning import (
    MOST_REHEARSED,
    Outcome,
    Row,
    RowError,
    iter_provisioned_rows,
    list_name_warnings,
    predict_rows,
    provision_rows,
)


class Command(BaseCommand):
    """Command that provisions the agencies of a table and prints what changed."""

    help = (
        "Create or update the agencies of a table (CSV or XLSX) with the columns code (or slug), "
        "kind, name_vi, host (or hostname), and name_en, short_name, parent or geocode if you "
        "like. One bad row and nothing changes. Of more than "
        f"{MOST_REHEARSED} rows each is done by itself; run it again if it was stopped."
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
        # Messages on the command line are in English, including those of Django.
        with translation.override("en"):
            rows = self._read(file, domain)
            self._warn(rows)
            done = self._provision(rows, dry_run)
        self._report(done, dry_run)

    def _provision(self, rows: list[Row], dry_run: bool) -> list[Outcome]:
        shown = tqdm(rows, unit="agency", disable=not sys.stderr.isatty())
        is_short = len(rows) <= MOST_REHEARSED
        try:
            if is_short:
                return provision_rows(shown, dry_run=dry_run)
            return predict_rows(shown) if dry_run else list(iter_provisioned_rows(shown))
        except RowError as error:
            kept = "nothing" if is_short or dry_run else "no row from this one on"
            raise CommandError(
                f"{error.code}: {kept} was changed. {' '.join(error.messages)}"
            ) from None

    def _warn(self, rows: list[Row]) -> None:
        for agency, other in list_name_warnings(rows):
            self.stderr.write(
                f"{agency.code}: {agency.name} may be the same unit as {other.code}: {other.name}"
            )

    def _read(self, file: Path, domain: str) -> list[Row]:
        try:
            return read_agencies(file.read_bytes(), domain=domain)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except TableError as error:
            raise CommandError(f"{file}: nothing was changed.\n{error}") from None

    def _report(self, done: list[Outcome], dry_run: bool) -> None:
        for outcome in done:
            self.stdout.write(f"{outcome.verb:8}{outcome.code}")
            for line in outcome.lines:
                self.stdout.write(f"        {line}")
        counts = [
            f"{sum(outcome.verb == verb for outcome in done)} {verb}"
            for verb in ("created", "changed", "left")
        ]
        prefix = "Dry run, nothing was changed: " if dry_run else ""
        self.stdout.write(prefix + ", ".join(counts))
