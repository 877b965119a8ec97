"""Management command that plays the reorganisation of 2025 on the demo."""

from argparse import ArgumentParser
from datetime import date

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.permissions import get_administrator
from demo.services.members import ROLES
from demo.services.reorganisation import (
    fill_new_agencies,
    iter_played_steps,
    provision_agencies_before,
)
from ops.backup.interruption import ending_cleanly
from reorganisation.models import StepAction
from sites.models import Agency

INTERRUPTED = "What was done stays done; the same command goes on from there."
# Whose units the plan is about.
PROVINCE = "tinh-bac-kan"


class Command(BaseCommand):
    """Command that makes the communes of 2021 and a second province, and carries out the plan."""

    help = (
        "Play the reorganisation of 2025 on the demo (load_demo): 108 communes and a second "
        "province are added, departments merge in March, provinces and communes in July. Running "
        "it again goes on where it was stopped, or where --until had ended it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--until",
            type=date.fromisoformat,
            default=None,
            metavar="DAY",
            help="the last day that is played, such as 2025-03-01; 2025-01-01 adds the units only",
        )

    def handle(self, *, until: date | None, **options: object) -> None:
        if not Agency.objects.filter(code=PROVINCE).exists():
            raise CommandError("There is no demo here: load_demo makes it.")
        try:
            by = get_administrator(ROLES[0][0])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        with ending_cleanly(self.stderr.write, INTERRUPTED):
            if made := provision_agencies_before():
                self.stdout.write(f"{made} websites were added.")
            try:
                archived = sum(
                    step.action == StepAction.ARCHIVE
                    for step in iter_played_steps(until=until or timezone.localdate(), by=by)
                )
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from None
            fill_new_agencies()
        call_command("check_search_index", verbosity=0, stdout=self.stdout)
        working = Agency.objects.active().count()
        self.stdout.write(f"{archived} units have ended; {working} work.")
