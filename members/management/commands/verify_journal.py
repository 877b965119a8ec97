"""Management command that verifies the chain of the journal."""

import re
import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from tqdm import tqdm

from members.selectors.audit_chain import (
    ChainReport,
    count_chained,
    count_unchained,
    find_point,
    get_chain,
    verify_chain,
)
from members.services.audit_chain import sign_end

_POINT = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{8,64})")
MAX_LINES = 20


class Command(BaseCommand):
    """Reads the journal and says where its chain breaks.

    Fails, with exit code 1, if it does.
    """

    help = (
        "Read the whole journal and say which entries were changed, deleted or added since they "
        "were chained. Exit code 1 if any was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--contains",
            metavar="NUMBER:DIGEST",
            help="also whether this entry is in it, as a certificate or the log names it; the "
            "first 8 digits of the digest or more",
        )
        parser.add_argument(
            "--sign",
            action="store_true",
            help="sign the end if all is well otherwise: once, after JOURNAL_KEYS was set for a "
            "chain that began without",
        )

    def handle(self, *, contains: str | None, sign: bool, **options: object) -> None:
        # Output of the command line is in English.
        with translation.override("en"):
            faults = self._check_point(contains) if contains else 0
            report = self._verify()
            if sign and all(fault.kind == "unsigned" for fault in report.faults):
                chain = sign_end()
                report.faults.clear()
                self.stdout.write(f"Signed at entry {chain.number}.")
            self._report(report)
        if report.faults or faults:
            raise CommandError("The journal does not hold.")

    def _verify(self) -> ChainReport:
        total = count_chained()
        with tqdm(total=total, unit="entry", disable=not sys.stderr.isatty()) as bar:
            return verify_chain(bar.update)

    def _report(self, report: ChainReport) -> None:
        for fault in report.faults[:MAX_LINES]:
            self.stdout.write(fault.label)
        others = len(report.faults) - MAX_LINES
        if others > 0:
            self.stdout.write(f"… and {others} more.")
        waiting = count_unchained()
        self.stdout.write(f"{report.entries} entries read, {waiting} not yet chained.")
        if report.number:
            signed = "signed" if get_chain().signature else "not signed"
            self.stdout.write(f"End: {report.number}:{report.digest} ({signed})")

    def _check_point(self, point: str) -> int:
        """Say whether the journal has a point; return the number of faults."""
        match = _POINT.fullmatch(point)
        if match is None:
            raise CommandError(
                "--contains needs the number of an entry, a colon and 8 to 64 digits of its "
                "digest, such as 120:9f86d081884c7d65."
            )
        digest = find_point(int(match[1]))
        if digest.startswith(match[2]):
            self.stdout.write(f"Entry {match[1]} is in the journal, with this digest.")
            return 0
        what = "has another digest" if digest else "is not in the journal"
        self.stdout.write(f"Entry {match[1]} {what}.")
        return 1
