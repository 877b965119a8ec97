"""Two nodes that share a database; each has its memory, and a folder of its own."""

import os

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection

from accounts.models import User
from ops.models import ErrorBatch, ErrorKind
from tests.html import read_html
from tests.processes import Process, run_in_threads

pytestmark = pytest.mark.both_databases

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
    [code] = {read(page, ".error-code code") for page in pages}
    second.do("make", ADMINISTRATOR)
    state = second.do("enter", ADMINISTRATOR, STATE)["page"]
    [link] = {link["href"] for link in read_html(state)("a") if link.text == code}
    entry = second.do("enter", ADMINISTRATOR, link)["page"]
    for page in pages:
        assert read(page, ".request-number code") in entry
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
    entry = read_html(node.do("enter", ADMINISTRATOR, link)["page"])
    return int(entry.find("dt", string="Số lần").find_next_sibling("dd").text)


def read(page, element):
    return read_html(page["page"]).select_one(element).text
