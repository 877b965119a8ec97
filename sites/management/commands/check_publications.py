"""Management command for the comparison of public texts with decisions."""

import sys

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from tqdm import tqdm

from content.models import Act, Decision
from sites.services.publication_checks import (
    check_all_publications,
    count_public,
    get_subject,
)


class Command(BaseCommand):
    """Compares all public pages and bulletins with their decided versions.

    Fails, with exit code 1, if one differs.
    """

    help = (
        "Compare every public page and bulletin with the version that somebody decided about, and "
        "every file in it. What was public before the installation kept decisions gets a version "
        "of what citizens see. Exit code 1 if anything differs. The job loops do the same once a "
        "day."
    )

    def handle(self, *args: object, **options: object) -> None:
        # Output of the command line is in English, labels of models included.
        with translation.override("en"):
            number, faults = self._check()
        if faults:
            raise CommandError(f"{faults} of {number} differ from what was decided.")
        self.stdout.write(f"All {number} are as decided.")

    def _check(self) -> tuple[int, int]:
        before = Decision.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        number = faults = 0
        quiet = not sys.stderr.isatty()
        for check in tqdm(check_all_publications(), total=count_public(), disable=quiet):
            number += 1
            if check.fault:
                faults += 1
                obj = get_subject(check)
                fields = f" ({check.fields})" if check.fields else ""
                label = f"{obj._meta.verbose_name} {obj.pk}"
                self.stdout.write(f"{label}, “{obj}”: {check.get_fault_display()}{fields}")
        founded = Decision.objects.filter(pk__gt=before, act=Act.FOUND)
        if count := founded.count():
            self.stdout.write(f"{count} were public without a decision, and are founded now.")
        for decision in founded.exclude(note=""):
            self.stdout.write(
                f"“{get_subject(decision)}” differed from its version: {decision.note}"
            )
        return number, faults
