"""Management command that permanently deletes old content of the trash."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from desk.services.trash import purge_expired


class Command(BaseCommand):
    """Command to be run once a day; running it again does no harm."""

    help = "Deletes for good what has been in the bin for longer than BIN_DAYS."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = {"pages": 0, "images": 0, "documents": 0}
        for kind, title, needed_by in purge_expired():
            if needed_by:
                self.stderr.write(f"Kept, needed by {needed_by}: {title}")
            else:
                counts[kind] += 1
        if options["verbosity"]:
            summary = ", ".join(f"{count} {name}" for name, count in counts.items())
            self.stdout.write(f"Deleted for good, after {settings.BIN_DAYS} days: {summary}.")
