"""Process that signs users in and clears rows, by commands line by line.

``python -m benchmarks.backstage``, under the settings and on the database of an installation.
Lines: ``session NAME`` signs a person in, with all that is asked of them; ``find TITLE`` of a
bulletin; ``delete TITLE``. Each is answered with one line when it is done: the key of the session
or of the bulletin, or ``done``. Ends at the end of the input.
"""

import sys
import time

import django

django.setup()

from django.db import IntegrityError, transaction

from accounts.models import User
from benchmarks.acts import sign_in
from bulletins.models import Bulletin
from responses.models import DisplayRun

ATTEMPTS = 30


def obey(line: str) -> str:
    """Do what a line says; return the answer."""
    word, _space, rest = line.strip().partition(" ")
    if word == "session":
        return str(sign_in(User.objects.get(username=rest)).session.session_key)
    bulletin = Bulletin.objects.filter(title=rest).first()
    if word == "find":
        return str(bulletin.pk if bulletin else 0)
    if word != "delete":
        return f"unknown {word}"
    return "done" if bulletin is None or _delete(bulletin) else "in use"


def _delete(bulletin: Bulletin) -> bool:
    """Delete a bulletin whose display is being checked; return whether that was possible."""
    for _attempt in range(ATTEMPTS):
        # The check ends at the next website.
        DisplayRun.objects.filter(bulletin=bulletin).delete()
        try:
            with transaction.atomic():
                Bulletin.objects.get(pk=bulletin.pk).delete()
        except IntegrityError:
            time.sleep(1)
        else:
            return True
    return False


if __name__ == "__main__":
    for given in sys.stdin:
        sys.stdout.write(obey(given) + "\n")
        sys.stdout.flush()
