"""Management command that rehearses a plan; ``reorganise --dry-run`` calls it in the copy."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from ops.backup.errors import BackupError
from reorganisation.services.rehearsal import rehearse_in_copy
from sites.services.table_files import TableError


class Command(BaseCommand):
    """The command ``rehearse_in_copy``; refused wherever the database is no copy."""

    help = (
        "Carry a plan out in a copy of the database. reorganise --dry-run and the workers call it; "
        "on the living database it does nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="where the plan is, and the report goes")

    def handle(self, *, folder: Path, **options: object) -> None:
        try:
            with translation.override("en"):
                rehearse_in_copy(folder)
        except (BackupError, TableError) as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
