"""A process that signs people in and tidies up, line by line, as it is told.

``python -m benchmarks.backstage``, under the settings and on the database of an installation.
Lines: ``session NAME`` signs a person in, with all that is asked of them; ``find TITLE`` of a
bulletin; ``delete TITLE``. Each is answered with one line when it is done: the key of the session
or of the bulletin, or ``done``. Ends at the end of the input.
"""

import sys
import time

import django

django.setup()

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client

from accounts.models import User
from accounts.services.second_factor import SESSION_KEY, requires_second_factor
from benchmarks.acts import sign_in
from bulletins.models import Bulletin


def obey(line: str) -> str:
    """Do what a line says; return the answer."""
    word, _space, rest = line.strip().partition(" ")
    if word == "session":
        return _open_session(User.objects.get(username=rest))
    bulletin = Bulletin.objects.filter(title=rest).first()
    if word == "find":
        return str(bulletin.pk if bulletin else 0)
    if word != "delete":
        return f"unknown {word}"
    if bulletin:
        with transaction.atomic():
            bulletin.delete()
    return "done"


def _open_session(user: User) -> str:
    client: Client = sign_in(user)
    if requires_second_factor(user):
        # It was shown a moment ago.
        Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, data={})
        session = client.session
        session[SESSION_KEY] = user.pk
        session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
        session.save()
    return str(client.session.session_key)


if __name__ == "__main__":
    for given in sys.stdin:
        sys.stdout.write(obey(given) + "\n")
        sys.stdout.flush()
