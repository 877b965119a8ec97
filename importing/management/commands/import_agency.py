"""Management command that takes the website of a unit over from another installation."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from accounts.permissions import get_administrator
from importing.services.agency_import import Arrival, read_arrival, take_over
from ops.backup.errors import BackupError
from ops.backup.interruption import ending_cleanly


class Command(BaseCommand):
    """The command ``import_agency``; its exit code is 1 if nothing was taken over."""

    help = (
        "Take the website of a unit over from a file that export_agency has written in another "
        "installation, and that a sender of ARCHIVE_SENDERS has signed: all of it, or nothing with "
        "all that stands in the way. It says what becomes public, and asks."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the file of export_agency")
        parser.add_argument(
            "--by", required=True, help="ICT administrator who decides that it becomes public"
        )
        parser.add_argument("--yes", action="store_true", help="do not ask")
        parser.add_argument("--host", default="", help="another host name than it had")
        parser.add_argument("--parent", default="", help="code of the province it will belong to")
        parser.add_argument("--identity", default="", help="file with the key of an encrypted one")
        parser.add_argument(
            "--trust-unsigned",
            action="store_true",
            help="take a file without a signature, such as one of 1.1.0; the journal keeps who did",
        )

    def handle(
        self,
        *,
        file: Path,
        by: str,
        yes: bool,
        host: str,
        parent: str,
        identity: str,
        trust_unsigned: bool,
        **options: object,
    ) -> None:
        with self._explaining():
            user = get_administrator(by)
            arrival = read_arrival(
                path=file,
                host=host,
                parent=parent,
                identity=identity,
                trusts_unsigned=trust_unsigned,
            )
            self._show(arrival)
            if not yes:
                self._ask()
            result = take_over(arrival, by=user)
        for line in result.lost:
            self._write(line)
        agency = result.agency
        self._write(
            f"{agency.code}: {result.counts['wagtailcore.page']} pages, {result.files} files, at "
            f"{agency.site.root_url}. {result.invited} invitations are prepared: send them in the "
            "admin, at the members of the unit."
        )

    def _show(self, arrival: Arrival) -> None:
        agency = arrival.records.agency
        # The first line, before all words of the file.
        sender = f"Signed by {arrival.sender}." if arrival.sender else "NOT SIGNED."
        pages = ", ".join(
            f"{count} pages in {code}" for code, count in sorted(arrival.public.items())
        )
        people = ", ".join(f"{one.email} ({one.role})" for one in arrival.people)
        for line in (
            sender,
            f"{agency['code']}, {agency['name_vi']}.",
            f"Public at once, at {arrival.host}: {pages or 'nothing'}.",
            f"Not public: {arrival.drafts} pages.",
            f"Invitations to prepare: {people or 'none'}.",
        ):
            self._write(line)

    def _write(self, line: str) -> None:
        self.stdout.write(make_printable(line))

    def _ask(self) -> None:
        try:
            answer = input("Take it over? Type yes: ")
        except EOFError:
            answer = ""
        if answer.strip() != "yes":
            raise CommandError("Nothing was taken over: nobody said yes (--yes).")

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        """Raise CommandError, with all reasons, where nothing was taken over."""
        try:
            with ending_cleanly(self.stderr.write, "Nothing was taken over."):
                yield
        except ValidationError as error:
            reasons = "\n".join(f"- {make_printable(message)}" for message in error.messages)
            raise CommandError(f"Nothing was taken over:\n{reasons}") from error
        except BackupError as error:
            message = make_printable(str(error))
            raise CommandError(f"Nothing was taken over. {message}") from error
        except OperationalError as error:
            reason = str(error).strip().splitlines()[0]
            raise CommandError(f"Nothing was taken over: the database: {reason}.") from error
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            raise CommandError(
                f"Nothing was taken over: {place}{error.strerror or error}."
            ) from error


def make_printable(text: str) -> str:
    """Return a text from a file in one line, with "�" for each control character.

    Otherwise a name in the file could write lines of its own, such as another sender.
    """
    return "".join(one if one.isprintable() else "�" for one in text)
