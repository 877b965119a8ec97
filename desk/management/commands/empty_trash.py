"""Management command that permanently deletes old content of the trash."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import ProtectedError

from content.models import CustomDocument, CustomImage
from desk.services.trash import delete_page_permanently
from home.models import TrashedPage


class Command(BaseCommand):
    """Command to be run once a day; running it again does no harm."""

    help = "Deletes for good what has been in the bin for longer than BIN_DAYS."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = {"pages": 0, "images": 0, "documents": 0}
        # Translations go with their source, by which they would be restored.
        for trashed in TrashedPage.objects.expired().filter(source=None).select_related("page"):
            counts["pages"] += self._purge(
                trashed.page.draft_title, delete_page_permanently, trashed=trashed
            )
        # Pages first, because they may be the last to use a file.
        for name, model in (("images", CustomImage), ("documents", CustomDocument)):
            for file in model.trashed.expired():
                counts[name] += self._purge(file.title, file.purge)
        if options["verbosity"]:
            summary = ", ".join(f"{count} {name}" for name, count in counts.items())
            self.stdout.write(f"Deleted for good, after {settings.BIN_DAYS} days: {summary}.")

    def _purge(self, title: str, purge: Any, **kwargs: Any) -> bool:
        """Delete one object and return True, or report what still needs it and return False.

        Each object has its own transaction, so that one that is still needed does not keep the
        others.
        """
        try:
            with transaction.atomic():
                purge(**kwargs)
        except ProtectedError as error:
            owners = ", ".join(sorted({str(owner) for owner in error.protected_objects}))
            self.stderr.write(f"Kept, needed by {owners}: {title}")
            return False
        return True
