"""The demo's province."""

from io import StringIO

from django.core.management import call_command
from wagtail.models import Page


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
