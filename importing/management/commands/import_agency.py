"""Management command that takes the website of a unit over from another installation."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from importing.services.agency_import import import_agency
from ops.backup.errors import BackupError
from ops.backup.interruption import ending_cleanly


class Command(BaseCommand):
    """The command ``import_agency``; its exit code is 1 if nothing was taken over."""

    help = (
        "Take the website of a unit over from a file that export_agency has written in another "
        "installation of the same version: all of it, or nothing with all that stands in the way."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the file of export_agency")
        parser.add_argument("--host", default="", help="another host name than it had")
        parser.add_argument("--parent", default="", help="code of the province it will belong to")
        parser.add_argument("--identity", default="", help="file with the key of an encrypted one")

    def handle(
        self, *, file: Path, host: str, parent: str, identity: str, **options: object
    ) -> None:
        try:
            with ending_cleanly(self.stderr.write, "Nothing was taken over."):
                result = import_agency(path=file, host=host, parent=parent, identity=identity)
        except ValidationError as error:
            reasons = "\n".join(f"- {message}" for message in error.messages)
            raise CommandError(f"Nothing was taken over:\n{reasons}") from error
        except BackupError as error:
            raise CommandError(f"Nothing was taken over. {error}") from error
        except OperationalError as error:
            reason = str(error).strip().splitlines()[0]
            raise CommandError(f"Nothing was taken over: the database: {reason}.") from error
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            raise CommandError(
                f"Nothing was taken over: {place}{error.strerror or error}."
            ) from error
        for line in result.lost:
            self.stdout.write(line)
        agency = result.agency
        self.stdout.write(
            f"{agency.code}: {result.counts['wagtailcore.page']} pages, {result.files} files, "
            f"{result.counts['accounts.user']} people, at {agency.site.root_url}. The people set "
            "their passwords by “Forgotten password”."
        )
