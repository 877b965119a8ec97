"""Management command that prints a sentence for each check of the configuration."""

import sys
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from ops.health.registry import Asker, CheckResult, HealthCheck, Level
from ops.health.runner import run_checks

# To the operator a check without an answer has failed.
WORDS = {Level.OK: "ok", Level.WARNING: "warning"}
FAILED = "FAILED"
# Items of a list that are printed.
MAX_ITEMS = 10


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
        counts = Counter[str]()
        # As all commands.
        with override("en"):
            for check, results in run_checks(Asker.DOCTOR, mail_to):
                for result in results:
                    counts[self._tell(check, result)] += 1
        self.stdout.write(
            f"{counts['ok']} passed, {counts['warning']} warnings, {counts[FAILED]} failed."
        )
        if counts[FAILED]:
            sys.exit(1)

    def _tell(self, check: HealthCheck, result: CheckResult) -> str:
        """Print a result; return the word for its level."""
        word = WORDS.get(result.level, FAILED)
        styles = {"ok": self.style.SUCCESS, "warning": self.style.WARNING}
        style = styles.get(word, self.style.ERROR)
        self.stdout.write(style(f"{word:8} {check.label}: {result.text}"))
        further = [*result.items[:MAX_ITEMS]]
        if (left_out := len(result.items) - MAX_ITEMS) > 0:
            further.append(f"and {left_out} more")
        if result.advice:
            further.append(f"→ {result.advice}")
        if result.advice and result.url:
            further.append(f"→ {settings.WAGTAILADMIN_BASE_URL}{result.url}")
        for line in further:
            self.stdout.write(f"{'':8} {line}")
        self.stdout.flush()
        return word
