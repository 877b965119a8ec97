"""Management command that says in one sentence each whether what is configured works."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ops.doctor.registry import Level, Options, run_examinations


class Command(BaseCommand):
    """Command that connects to everything configured; see docs/features/doctor.md."""

    help = (
        "Connects to everything that is configured, tries to write, and says in one sentence each "
        "what is wrong and what to do. Ends with 1 if something does not work, else with 0."
    )
    # It examines itself what checks find, and says it in its own way.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--mail-to", default="", metavar="ADDRESS", help="Also send a trial mail there."
        )

    def handle(self, mail_to: str, **options: Any) -> None:
        if mail_to and "@" not in mail_to:
            raise CommandError(f"{mail_to} is no address of a person.")
        counts = dict.fromkeys(Level, 0)
        for subject, result in run_examinations(Options(mail_to=mail_to)):
            counts[result.level] += 1
            style = self._choose_style(result.level)
            self.stdout.write(style(f"{result.level:8} {subject}: {result.text}"))
            if result.advice:
                self.stdout.write(f"{'':8} → {result.advice}")
            self.stdout.flush()
        self.stdout.write(
            f"{counts[Level.PASSED]} passed, {counts[Level.WARNING]} warnings, "
            f"{counts[Level.FAILED]} failed."
        )
        if counts[Level.FAILED]:
            sys.exit(1)

    def _choose_style(self, level: Level) -> Any:
        styles = {Level.WARNING: self.style.WARNING, Level.FAILED: self.style.ERROR}
        return styles.get(level, self.style.SUCCESS)
