"""A node for ``test_error_nodes``: does what it reads, line by line, and answers in JSON.

``get HOST PATH`` asks a website, ``enter NAME PATH`` the admin as somebody whom ``make NAME`` made.
``break NAME`` lets a template break on this node. ``wait SECONDS`` lets time pass for what it puts
off. ``end`` ends the process, as a server that is restarted does.
"""

import json
import sys
from pathlib import Path
from tempfile import mkdtemp

import django
from django.conf import settings
from django.test import Client
from django.test.utils import override_settings

django.setup()

# Models can be imported only now.
from accounts.models import User  # noqa: E402
from accounts.tests.clients import record_sign_in  # noqa: E402
from accounts.tests.factories import create_user  # noqa: E402
from ops.errors import recorder  # noqa: E402
from ops.tests.broken_screens import break_templates  # noqa: E402

passed = [1000.0]
# No more of it than that, however slow the machine is.
recorder.monotonic = lambda: passed[0]


def answer(client, path):
    response = client.get(path)
    return {"status": response.status_code, "page": response.content.decode()}


def get(host, path):
    return answer(Client(headers={"host": host}, raise_request_exception=False), path)


def make(name):
    create_user(name, is_superuser=True)


def enter(name, path):
    host = f"{settings.ADMIN_HOST}:{settings.SITE_PORT}"
    client = Client(headers={"host": host}, raise_request_exception=False)
    user = User.objects.get(username=name)
    client.force_login(user)
    record_sign_in(client, user)
    return answer(client, path)


def wait(seconds):
    passed[0] += float(seconds)


def end():
    sys.exit()


class Broken:
    """As pytest's ``settings``, for ``break_templates``."""

    def __init__(self):
        self.TEMPLATES = settings.TEMPLATES


def break_template(name):
    changed = Broken()
    break_templates(changed, Path(mkdtemp()), name)
    override_settings(TEMPLATES=changed.TEMPLATES).enable()


DOINGS = {
    "break": break_template,
    "end": end,
    "enter": enter,
    "get": get,
    "make": make,
    "wait": wait,
}
for line in sys.stdin:
    name, *arguments = line.split()
    print(json.dumps(DOINGS[name](*arguments)), flush=True)  # noqa: T201
