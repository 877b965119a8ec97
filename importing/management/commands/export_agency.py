"""Management command that writes the website of one unit into a file."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from importing.services.agency_export import export_agency
from ops.backup.errors import BackupError
from ops.backup.interruption import ending_cleanly
from ops.backup.signature import get_signature_path


class Command(BaseCommand):
    """The command ``export_agency``; its exit code is 1 if there is no file."""

    help = (
        "Write the website of one unit into a file, with pages, files, and names and addresses of "
        "people, for import_agency in another installation. Nothing is changed here."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="the code of the unit")
        parser.add_argument("file", type=Path, help="the file to write, which must not exist")
        parser.add_argument(
            "--recipient",
            default=settings.BACKUP_RECIPIENT,
            help="public key that the file is encrypted for by age (default: BACKUP_RECIPIENT)",
        )

        parser.add_argument(
            "--sign",
            type=Path,
            metavar="KEY",
            help="file with the private key that signs the file (ssh-keygen -t ed25519)",
        )

    def handle(
        self, *, code: str, file: Path, recipient: str, sign: Path | None, **options: object
    ) -> None:
        try:
            with ending_cleanly(self.stderr.write, "No file was written."):
                result = export_agency(code=code, path=file, recipient=recipient, signing_key=sign)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        except BackupError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            place = error.filename or file
            raise CommandError(f"{place}: {error.strerror or error}.") from error
        self.stdout.write(f"{file}: {result.rows} rows, {result.files} files.")
        if sign:
            self.stdout.write(f"Signed: {get_signature_path(file)} goes with it.")
        else:
            self.stdout.write(
                "Not signed: the other installation refuses it, unless told to trust it (--sign)."
            )
        if result.missing:
            self.stdout.write(f"Files that the storage lacks: {', '.join(result.missing)}.")
