"""Management command that carries out a plan which reorganises agencies."""

from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from accounts.models import User
from accounts.permissions import get_administrator
from ops.backup.errors import BackupError
from ops.backup.interruption import ending_cleanly
from reorganisation.models import ReorganisationPlan, ReorganisationStep
from reorganisation.plans.report import (
    describe_undone,
    iter_matter_lines,
    iter_report_lines,
    list_lasting,
)
from reorganisation.plans.table import AgencyTableFile, PlanTables
from reorganisation.selectors.open_matters import list_open_matters
from reorganisation.services.plans import (
    check_plan,
    find_plan,
    iter_done_steps,
    prepare_plan,
)
from reorganisation.services.rehearsal import rehearse_plan, rehearse_undo
from reorganisation.services.step_undo import find_last_step, iter_undone_steps
from sites.services.table_files import TableError

LAST = 0
UNDO_INTERRUPTED = "What was taken back stays so; the same command goes on from there."
INTERRUPTED = "What was done stays done; the same command goes on from there."


class Command(BaseCommand):
    """The command ``reorganise``; its exit code is 1 if the plan or a step was refused."""

    help = (
        "Merge, split, rename, move and end units as a table says (CSV or XLSX; the columns are in "
        "docs/features/reorganisation.md), day by day, as far as the days have come. Give the same "
        "command again to go on, after it was stopped or when the next day has come."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the table of the plan")
        parser.add_argument(
            "--units",
            nargs="+",
            action="append",
            default=[],
            metavar=("FILE", "DOMAIN"),
            help="table of the units that the plan makes or changes, and the domain of its hosts "
            "if it is another one; may be given several times",
        )
        parser.add_argument(
            "--domain",
            default=settings.BASE_DOMAIN,
            help="completes hosts without a dot (default: BASE_DOMAIN, %(default)s)",
        )
        parser.add_argument("--by", default="", help="ICT administrator in whose name it is done")
        parser.add_argument(
            "--check", action="store_true", help="check all of the plan, list the steps, do nothing"
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="carry all of the plan out on a copy of the database, and say what comes of it; "
            "with --undo: take back on the copy",
        )
        parser.add_argument(
            "--undo",
            nargs="?",
            type=int,
            const=LAST,
            metavar="STEP",
            help="take a step back, with those that rest on it; without a number the last one",
        )

    def handle(
        self,
        *,
        file: Path,
        units: list[list[str]],
        domain: str,
        by: str,
        check: bool,
        dry_run: bool,
        undo: int | None,
        **options: object,
    ) -> None:
        # Messages on the command line are in English, including those of Django.
        with translation.override("en"):
            try:
                tables: PlanTables = {
                    "data": file.read_bytes(),
                    "agency_tables": [_read_table(domain, *table) for table in units],
                    "domain": domain,
                }
                if check:
                    self._report_plan(check_plan(**tables))
                    return
                user = get_administrator(by)
                if undo is not None:
                    self._undo(find_plan(**tables), undo, user, is_rehearsed=dry_run)
                    return
                if dry_run:
                    self._rehearse(tables, file.name, user)
                    return
                plan = prepare_plan(**tables, name=file.name)
            except (OSError, TableError, BackupError, ValidationError) as error:
                raise CommandError(_explain(error, file)) from error
        self._carry_out(plan, user)

    def _carry_out(self, plan: ReorganisationPlan, user: User) -> None:
        try:
            with ending_cleanly(self.stderr.write, INTERRUPTED):
                for step in iter_done_steps(plan, until=timezone.localdate(), by=user):
                    self._report(step)
        except ValidationError as error:
            step = plan.steps.filter(done_at=None).earliest("position")
            raise CommandError(
                f"Stopped at step {step.position} (line {step.line}, {step.action} {step.code}): "
                f"{' '.join(error.messages)} What was done before stays done."
            ) from None
        # The search of the websites is an app that this one does not know.
        call_command("check_search_index", verbosity=0, stdout=self.stdout)
        waiting = plan.steps.filter(done_at=None)
        if waiting.exists():
            day: date = waiting.earliest("position").due_on
            self.stdout.write(f"{waiting.count()} steps wait; the next one is due on {day}.")
        else:
            self.stdout.write(f"{plan.name}: all {plan.steps.count()} steps are done.")

    def _report_plan(self, steps: list[ReorganisationStep]) -> None:
        for step in steps:
            self._report(step)
        matters = [asdict(matter) for matter in list_open_matters(steps)]
        for line in (*iter_matter_lines(matters), *list_lasting(step.action for step in steps)):
            self.stdout.write(line)
        self.stdout.write(f"{len(steps)} steps. Nothing was changed.")

    def _undo(
        self, plan: ReorganisationPlan | None, position: int, by: User, *, is_rehearsed: bool
    ) -> None:
        last = find_last_step(plan) if plan else None
        if plan is None or (position == LAST and last is None):
            raise CommandError("Nothing of this plan has been done.")
        position = last.position if last and position == LAST else position
        try:
            if is_rehearsed:
                for line in rehearse_undo(
                    plan=plan, position=position, by=by, tell=self.stderr.write
                ):
                    self.stdout.write(line)
                self.stdout.write("Taken back on a copy. Nothing was changed.")
                return
            with ending_cleanly(self.stderr.write, UNDO_INTERRUPTED):
                for step, left in iter_undone_steps(plan, position=position, by=by):
                    self.stdout.write(describe_undone(step, left))
        except ValidationError as error:
            raise CommandError(f"--undo: {' '.join(error.messages)}") from None
        call_command("check_search_index", verbosity=0, stdout=self.stdout)
        self.stdout.write("Taken back. The command without --undo does it again.")

    def _rehearse(self, tables: PlanTables, name: str, user: User) -> None:
        steps = check_plan(**tables)
        report = rehearse_plan(**tables, name=name, by=user, tell=self.stderr.write)
        for line in (*iter_report_lines(report), *list_lasting(step.action for step in steps)):
            self.stdout.write(line)
        if report["stopped"] or report["addresses"]["broken"]:
            raise CommandError("The rehearsal found what has to be mended. Nothing was changed.")
        self.stdout.write("Rehearsed on a copy. Nothing was changed.")

    def _report(self, step: ReorganisationStep) -> None:
        count = f" ({step.count})" if step.count > 1 else ""
        host = f" {step.values['host']}" if "host" in step.values else ""
        successors = " ".join(step.values.get("successors", []))
        arrow = f" -> {successors}" if successors else ""
        day = step.values.get("announced_on")
        announced = f" (announced from {day} on)" if day else ""
        act = f"{step.action} {step.code}{host}{arrow}{count}{announced}"
        self.stdout.write(f"{step.position:5} {step.due_on} {act}")


def _read_table(usual_domain: str, name: str, domain: str = "", *others: str) -> AgencyTableFile:
    if others:
        raise CommandError(f"--units {name}: a file and a domain, and not {' '.join(others)}")
    return AgencyTableFile(Path(name).read_bytes(), domain or usual_domain)


def _explain(error: Exception, file: Path) -> str:
    if isinstance(error, OSError):
        # One of writing the copy names no file.
        return f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror)
    if isinstance(error, TableError):
        return f"{file}: nothing was changed.\n{error}"
    if isinstance(error, ValidationError):
        return f"--by {' '.join(error.messages)}"
    return f"Not rehearsed; nothing was changed. {error}"
