"""A citizen with a browser that keeps the choice of how pages look."""

import re

from django.conf import settings
from django.test import Client

from home.inline_script import COOKIE_NAME

# The token for which a rule of the stylesheet holds.
SWITCH = re.compile(r':root\[data-display~="(\w+)"\]')


def make_reader(agency, kept=""):
    """Somebody on an agency's website who has made a choice before, or none."""
    client = Client(headers={"host": f"{agency.site.hostname}:{settings.SITE_PORT}"})
    if kept:
        client.cookies[COOKIE_NAME] = kept
    return client
