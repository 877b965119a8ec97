"""The demo's province."""

from contextlib import contextmanager
from io import StringIO

from django.core.management import call_command
from django.db import transaction
from wagtail.models import Page

from sites.models import Agency


def remove_agency(agency):
    """Take an agency away with its website; the demo fills new websites only."""
    agency.children.update(parent=None)
    agency.delete()
    agency.site.delete()
    Page.objects.get(pk=agency.root_page_id).specific.delete()
    agency.collection.delete()
    agency.editors.delete()
    agency.moderators.delete()


def load_demo():
    """Make the demo's province; what the command says."""
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


@contextmanager
def only_the_demo():
    """Have the demo, and no other agencies, for the block; what the command says."""
    with transaction.atomic():
        # The command fills new websites only; those of the other tests stand in its way.
        agencies = Agency.objects.select_related("site", "collection", "editors", "moderators")
        # Those with a parent first: a province that has agencies is protected.
        for agency in sorted(agencies, key=lambda agency: agency.parent_id is None):
            remove_agency(agency)
        yield load_demo()
        transaction.set_rollback(True)
