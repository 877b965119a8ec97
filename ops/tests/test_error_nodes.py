"""Two nodes that share a database; each has its memory, and a folder of its own."""

import os
import re

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection

from accounts.models import User
from ops.models import ErrorBatch, ErrorKind
from tests.processes import Process, run_in_threads

pytestmark = pytest.mark.both_databases

CODE = re.compile(r'class="error-code">.*?<code>([0-9A-Z]{4}-[0-9A-Z]{4})</code>')
NUMBER = re.compile(r'class="request-number">.*?<code>(\w+)</code>')
TEMPLATE, PATH = "home/accessibility.html", "/tiep-can/"
STATE, ADMINISTRATOR = "/admin/tinh-trang-he-thong/", "ict-of-nodes"


@pytest.fixture
def database(db, tmp_path):
    """The address of a database with the agencies, which all nodes share."""
    if connection.vendor == "sqlite":
        file = tmp_path / "db.sqlite3"
        file.write_bytes(connection.connection.serialize())
        yield f"sqlite:///{file}"
        return
    address, mark, options = os.environ["DATABASE_URL"].partition("?")
    yield f"{address.rpartition('/')[0]}/{connection.settings_dict['NAME']}{mark}{options}"
    run_in_threads(remove_rows)


def remove_rows():
    ErrorKind.objects.all().delete()
    ErrorBatch.objects.all().delete()
    Session.objects.all().delete()
    User.objects.filter(username=ADMINISTRATOR).delete()


@pytest.fixture
def start_node(database, tmp_path):
    started = []

    def start(name):
        environment = {
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": database,
            "CACHE_URL": "locmemcache://",
            "ERRORS_FOLDER": str(tmp_path / name),
        }
        node = Process(environment, "ops.tests.node_process")
        started.append(node)
        node.do("break", TEMPLATE)
        return node

    yield start
    for node in started:
        node.process.communicate()


def test_ict_finds_on_one_node_what_people_met_on_both(start_node, health, tmp_path):
    first, second = start_node("first"), start_node("second")
    host = f"{health.site.hostname}:{settings.SITE_PORT}"
    pages = [node.do("get", host, PATH) for node in (first, second)]
    assert [page["status"] for page in pages] == [500, 500]
    [code] = {CODE.search(page["page"])[1] for page in pages}
    second.do("make", ADMINISTRATOR)
    state = second.do("enter", ADMINISTRATOR, STATE)["page"]
    [link] = {*re.findall(rf'href="([^"]+)">{code}<', state)}
    entry = second.do("enter", ADMINISTRATOR, link)["page"]
    for page in pages:
        assert NUMBER.search(page["page"])[1] in entry
    assert count(second, link) == 2

    # What a node had not written when it ended, it writes when it is there again.
    first.do("get", host, PATH)
    first.begin("end")
    first.process.wait()
    assert [*(tmp_path / "first").glob("*.json")]
    second.do("wait", "60")
    second.do("get", host, "/healthz")
    assert count(second, link) == 2
    start_node("first").do("get", host, "/healthz")
    assert count(second, link) == 3
    assert not [*(tmp_path / "first").glob("*.json")]


def count(node, link):
    entry = node.do("enter", ADMINISTRATOR, link)["page"]
    return int(re.search(r"<dt>Số lần</dt><dd>(\d+)</dd>", entry)[1])
