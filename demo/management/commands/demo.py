"""Management command that serves the demo, and prints its URLs and accounts."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from demo.services.members import read_accounts
from sites.models import Agency

SHOWN_AGENCIES = ("so-y-te", "so-xay-dung", "huyen-ba-be")


class Command(BaseCommand):
    """Command that serves the demo with a worker beside it, until Ctrl-C."""

    help = "Print the demo's addresses and accounts, then serve it and do its jobs until Ctrl-C."

    def handle(self, **options: object) -> None:
        accounts_file = settings.DEMO_ACCOUNTS_FILE
        if not accounts_file:
            raise CommandError("The demo runs under the development settings only.")
        self.stdout.write(format_directions(accounts_file))
        self.stdout.flush()
        with run_worker():
            # Without the reloader, whose second process would print everything twice.
            call_command("runserver", f"127.0.0.1:{settings.SITE_PORT}", use_reloader=False)


@contextmanager
def run_worker() -> Iterator[None]:
    """Run a worker beside the ``with`` block; it ends too if this process is killed."""
    # By default SIGTERM would skip the ``finally`` below.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    command = [sys.executable, sys.argv[0], "run_jobs"]
    jobs = subprocess.Popen([*command, "--parent", str(os.getpid())])  # noqa: S603, our own
    try:
        yield
    finally:
        jobs.terminate()
        jobs.wait()


def format_directions(accounts_file: Path) -> str:
    """Return the text with the demo's URLs and its accounts, as in ``accounts_file``."""
    base = settings.WAGTAILADMIN_BASE_URL
    lines = ["", f"{'Directory of units':28} {base}/"]
    for agency in Agency.objects.with_site().filter(code__in=SHOWN_AGENCIES):
        lines.append(f"{agency.name_vi:28} {agency.root_url}/")
    lines += [f"{'Admin':28} {base}/admin/", "", "Sign in as"]
    for account in read_accounts(accounts_file):
        lines.append(f"  {account['name']:18} {account['password']:14} {account['role']}")
    lines.append("")
    if mail_folder := getattr(settings, "EMAIL_FILE_PATH", None):
        lines += [f"Mail is not sent; each is a file in {_format_folder(Path(mail_folder))}", ""]
    lines += ["Stop with Ctrl-C.", ""]
    return "\n".join(lines)


def _format_folder(folder: Path) -> str:
    """Return a folder as typed from the current directory, with a slash at the end."""
    here = Path.cwd()
    return f"{folder.relative_to(here) if folder.is_relative_to(here) else folder}/"
