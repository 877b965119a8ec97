"""A web process for ``test_two_processes``: does what it reads, line by line, and answers.

``get HOST PATH`` prints the page as JSON, with the number of queries it took; ``publish TITLE``
and ``withdraw TITLE`` print nothing more than a line.
"""

import json
import sys

import django
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

django.setup()

# Models can be imported only now.
from bulletins.models import Bulletin  # noqa: E402
from bulletins.services import lifecycle  # noqa: E402
from bulletins.tests.factories import publish_bulletin  # noqa: E402


def get(host, path):
    with CaptureQueriesContext(connection) as queries:
        answer = Client(headers={"host": host}).get(path)
    return {"page": answer.content.decode(), "queries": len(queries)}


def publish(title):
    publish_bulletin(title)


def withdraw(title):
    lifecycle.withdraw_bulletin(bulletin=Bulletin.objects.get(title=title), reason="Nhầm.", by=None)


for line in sys.stdin:
    name, *arguments = line.split()
    print(json.dumps(globals()[name](*arguments)), flush=True)  # noqa: T201
