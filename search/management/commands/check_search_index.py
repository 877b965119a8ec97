"""Management command that compares the search index with public content, and repairs it."""

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from search.index.checker import Report, check_nightly, count_objects, repair_index


class Command(BaseCommand):
    """The command ``check_search_index``; its exit code is 1 if something is still wrong."""

    help = (
        "Look whether the search knows everything public as it is and nothing else, and put right "
        "what is wrong. The search can be used meanwhile."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="put nothing right")
        parser.add_argument(
            "--rebuild", action="store_true", help="write also what is right, after an upgrade"
        )

        parser.add_argument(
            "--later", action="store_true", help="have the job loops do it, piece by piece"
        )

    def handle(self, *, dry_run: bool, rebuild: bool, later: bool, **options: object) -> None:
        if later:
            check_nightly()
            return
        if dry_run and rebuild:
            raise CommandError("--rebuild writes, and --dry-run does not: choose one of them.")
        report = Report()
        with tqdm(total=count_objects(), unit="entry", disable=not sys.stderr.isatty()) as bar:
            for progress in repair_index(report, mend=not dry_run, anew=rebuild):
                bar.update(progress.checked)
        self.stdout.write(str(report))
        if not report.is_complete and dry_run:
            raise CommandError("Nothing was put right. Without --dry-run it is.")
        if report.broken:
            raise CommandError("What cannot be read is in the log; everything else is right now.")
        self.stdout.write(
            "Everything is right." if report.is_complete else "Now everything is right."
        )
