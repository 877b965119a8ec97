"""A process that publishes as it is told, line by line: for what readers are to see afterwards.

``python -m benchmarks.publisher``, under the settings and on the database of an installation.
Lines: ``publish TITLE``, ``withdraw TITLE``, ``delete TITLE`` of an emergency for all;
``edit KEY TITLE`` of the page with this key; ``session NAME`` signs a person in. Each is answered
with one line when it is done: ``done MILLISECONDS``, or the key of the session. Ends at the end of
the input.
"""

import sys
import time

import django

django.setup()

from django.db import transaction
from django.test import Client
from wagtail.models import Page

from accounts.models import User
from benchmarks.acts import create_draft, sign_in
from bulletins.models import Bulletin
from bulletins.services import lifecycle


def obey(line: str) -> str:
    """Do what a line says; return the answer."""
    word, _space, rest = line.strip().partition(" ")
    if word == "session":
        client: Client = sign_in(User.objects.get(username=rest))
        return str(client.session.session_key)
    begin = time.perf_counter()
    if word == "publish":
        revision = create_draft(rest).get_latest_revision()
        begin = time.perf_counter()
        with transaction.atomic():
            revision.publish()
    elif word == "withdraw":
        bulletin = Bulletin.objects.get(title=rest)
        begin = time.perf_counter()
        lifecycle.withdraw_bulletin(bulletin=bulletin, reason="Nhầm.", by=None)
    elif word == "delete":
        Bulletin.objects.get(title=rest).delete()
    elif word == "edit":
        key, _space, title = rest.partition(" ")
        page = Page.objects.get(pk=key).specific
        page.title = title
        begin = time.perf_counter()
        with transaction.atomic():
            page.save_revision().publish()
    else:
        return f"unknown {word}"
    return f"done {(time.perf_counter() - begin) * 1000:.1f}"


if __name__ == "__main__":
    for given in sys.stdin:
        sys.stdout.write(obey(given) + "\n")
        sys.stdout.flush()
