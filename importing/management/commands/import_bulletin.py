"""Management command that imports a bulletin from a page saved from the old portal."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from importing.html.losses import list_losses
from importing.portal.article import parse_portal_page
from importing.portal.reader import PortalPageError
from importing.services.bulletins import get_losses, import_page
from sites.models import Agency


class Command(BaseCommand):
    """Imports a bulletin from a saved page; prints its slug, what was done and what was lost."""

    help = "Import a bulletin from a saved portal page (text or HTML) and print its address part."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--source",
            metavar="CODE",
            help="the agency that issued it (default: the province, if there is only one)",
        )
        parser.add_argument("--publish", action="store_true", help="show it on all websites now")

    def handle(self, *, file: Path, source: str | None, publish: bool, **options: object) -> None:
        agency = self._get_agency(source)
        try:
            page = parse_portal_page(file.read_bytes())
            with translation.override("en"):
                bulletin, outcome = import_page(page, source=agency, publish=publish)
                losses = list_losses(get_losses(page))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except PortalPageError as error:
            where = f"{file}, line {error.line}" if error.line else f"{file}"
            raise CommandError(f"{where}: {error}") from None
        except ValidationError as error:
            what = "; ".join(f"{name}: {' '.join(m)}" for name, m in error.message_dict.items())
            raise CommandError(f"{file}: {what}") from None
        self.stdout.write(bulletin.slug)
        self.stdout.write(f"{outcome}: {bulletin.title}")
        for loss in losses:
            self.stdout.write(f"Not kept: {loss}")

    def _get_agency(self, code: str | None) -> Agency | None:
        if code is None:
            return Agency.objects.get_only_province()
        agency = Agency.objects.filter(code=code).first()
        if agency is None:
            raise CommandError(f"There is no agency with the code {code!r}.")
        return agency
