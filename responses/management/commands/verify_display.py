"""Management command that checks what every website really shows."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from tqdm import tqdm

from bulletins.models import Bulletin
from responses.models import DisplayCheck
from responses.selectors.problems import get_advice
from responses.services.nightly_check import list_bulletin_ids_to_check
from responses.services.verification import check_bulletins
from sites.models import Agency, Failure, HostCheck
from sites.services.host_checks import check_hosts, get_problem_label, list_hosts
from sites.services.host_checks import get_advice as advice_on_host

# Website, bulletin, what is wrong, what to do.
Row = tuple[str, str, str, str]


class Command(BaseCommand):
    """Checks websites and lists problems.

    Fails, with exit code 1, if there is any.
    """

    help = (
        "Read bulletins on every website, over its own name (or at VERIFY_ADDRESS), and list what "
        "is not shown as it should be. Without --bulletin: everything on air, lately over or found "
        "wrong the last time, and the names and certificates of the websites. All that is asked "
        "for is read on all websites, however long that takes: with thousands of websites, many "
        "hours. Only the nightly check has a bound, and lets bulletins take turns."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bulletin", metavar="SLUG", help="only this bulletin")

    def handle(self, *, bulletin: str | None, **options: object) -> None:
        # Output of the command line is in English, labels of models included.
        with translation.override("en"):
            looked, failed = self._run_checks(bulletin)
        if failed:
            raise CommandError(f"{failed} of {looked} checks failed.")
        self.stdout.write(f"All {looked} checks passed.")

    def _run_checks(self, slug: str | None) -> tuple[int, int]:
        hosts = [] if slug else list(_show_progress(check_hosts(), len(list_hosts()), "name"))
        websites = Agency.objects.count()
        checks = [
            check
            for _agency, found in _show_progress(
                check_bulletins(_list_chosen_ids(slug)), websites, "website"
            )
            for check in found
        ]
        wrong_hosts = [host for host in hosts if not host.works or host.is_ending()]
        problems = [check for check in checks if check.outcome != Failure.NONE]
        self._tell(sorted(map(_build_host_row, wrong_hosts)) + sorted(map(_build_row, problems)))
        return len(hosts) + len(checks), len(wrong_hosts) + len(problems)

    def _tell(self, rows: list[Row]) -> None:
        """Print a table of the rows, with the advice below each."""
        hosts = max((len(row[0]) for row in rows), default=0)
        slugs = max((len(row[1]) for row in rows), default=0)
        for host, slug, problem, advice in rows:
            self.stdout.write(f"{host:{hosts}}  {slug:{slugs}}  {problem}")
            self.stdout.write(f"{'':{hosts + slugs + 4}}{advice}")


def _list_chosen_ids(slug: str | None) -> list[int]:
    if slug is None:
        return list_bulletin_ids_to_check()
    sources = Bulletin.objects.sources().filter(slug=slug)
    keys = list(sources.values_list("pk", flat=True))
    if not keys:
        raise CommandError(f"There is no bulletin at /ban-tin/{slug}/.")
    return keys


def _show_progress(looks: Iterable, total: int, unit: str) -> Iterator:
    yield from tqdm(looks, total=total, unit=unit, disable=not sys.stderr.isatty())


def _build_host_row(check: HostCheck) -> Row:
    return (
        check.hostname,
        "",
        _append_detail(get_problem_label(check), check.detail),
        advice_on_host(check),
    )


def _build_row(check: DisplayCheck) -> Row:
    problem = _append_detail(check.get_outcome_display(), check.detail)
    return check.agency.site.hostname, check.bulletin.slug, problem, get_advice(check)


def _append_detail(text: str, detail: str) -> str:
    return f"{text} ({detail})" if detail else text
