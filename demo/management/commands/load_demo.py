"""Management command that loads the demo: 29 agencies with content, ten bulletins."""

import sys

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from tqdm import tqdm

from demo.services.agencies import fill_website, mark_as_demo, update_ports
from demo.services.bulletins import publish_bulletins
from demo.services.glossary import create_glossary
from demo.services.members import make_accounts
from demo.services.pending import create_pending_content
from demo.texts import AGENCIES_FILE, get_agency_texts
from sites.models import Agency
from sites.services.agency_table import read_agencies
from sites.services.provisioning import provision_agency


class Command(BaseCommand):
    """Command that loads the demo in one transaction; agencies that exist are left unchanged."""

    help = "Load the reference province. Running it again adds what is missing."

    @transaction.atomic
    def handle(self, **options: object) -> None:
        header, *lines = AGENCIES_FILE.read_text(encoding="utf-8").splitlines()
        numbers = {line.partition(",")[0]: number for number, line in enumerate(lines, start=1)}
        known = set(Agency.objects.values_list("code", flat=True))
        missing = [line for line in lines if line.partition(",")[0] not in known]
        # Who is there may be elsewhere by now, with another one at its host.
        table = "\n".join([header, *missing]).encode()
        rows = read_agencies(table, domain=settings.BASE_DOMAIN) if missing else []
        for row in tqdm(rows, unit="website", disable=not sys.stderr.isatty()):
            agency = provision_agency(**row)
            fill_website(agency, get_agency_texts(agency.code, row["host"], numbers[agency.code]))
        mark_as_demo([*numbers])
        update_ports()
        publish_bulletins()
        create_glossary()
        if settings.DEMO_ACCOUNTS_FILE:
            make_accounts(settings.DEMO_ACCOUNTS_FILE)
            create_pending_content()
        self.stdout.write(f"{len(lines)} websites are ready.")
