"""Sentry beside our own list: a server on loopback reads what the SDK sends."""

import gzip
import json
import os
import subprocess
import sys

import brotli
import pytest
from django.conf import settings

from config import environment
from tests.processes import ROOT, Process
from tests.servers import serve

CANARY, UNPACK = (
    "bi-mat-trong-dia-chi",
    {
        "": bytes,
        "br": brotli.decompress,
        "gzip": gzip.decompress,
    },
)


@pytest.fixture
def received():
    return []


@pytest.fixture
def address(received):
    def app(environ, start_response):
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        unpack = UNPACK[environ.get("HTTP_CONTENT_ENCODING", "")]
        received.append(unpack(body).decode())
        start_response("200 OK", [("Content-Type", "application/json")])
        return [b"{}"]

    with serve(app) as (host, port):
        yield f"{host}:{port}"


def start_node(**variables):
    environment = {"DJANGO_SETTINGS_MODULE": "config.settings.test", "DATABASE_URL": "sqlite://"}
    return Process(environment | variables, "ops.tests.node_process")


def test_sentry_gets_the_kind_and_the_places_and_nothing_that_was_sent(address, received):
    node = start_node(SENTRY_DSN=f"http://abc123@{address}/7")
    # There are no tables: the error is that of a database which was never migrated.
    answer = node.do("get", f"www.{settings.BASE_DOMAIN}", f"/tiep-can/?q={CANARY}")
    assert answer["status"] == 500
    node.begin("end")
    node.process.communicate()
    [envelope] = received
    assert CANARY not in envelope and "tiep-can" not in envelope
    event = json.loads(envelope.splitlines()[2])
    [exception] = event["exception"]["values"]
    assert (exception["type"], exception["module"]) == ("OperationalError", "django.db.utils")
    assert "value" not in exception and not {"request", "user", "extra"} & event.keys()
    assert event.get("breadcrumbs", {"values": []}) == {"values": []}
    frames = exception["stacktrace"]["frames"]
    assert {frame["filename"].partition("/")[0] for frame in frames if frame["in_app"]} >= {"sites"}
    assert not any("vars" in frame for frame in frames)
    assert event["fingerprint"] == [event["tags"]["code"].replace("-", "")]
    assert event["release"] == f"bantin@{settings.BANTIN_VERSION}"


def test_the_sdk_is_not_loaded_where_no_address_is_set():
    code = "import django, sys; django.setup(); print('sentry_sdk' in sys.modules)"
    variables = {"DJANGO_SETTINGS_MODULE": "config.settings.test", "SENTRY_DSN": ""}
    for dsn, loaded in (("", "False"), ("https://abc123@sentry.example/7", "True")):
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=os.environ | variables | {"SENTRY_DSN": dsn},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == loaded


@pytest.mark.parametrize("value", ["https://sentry.example/7", "abc", "https://k@h", "ftp://k@h/1"])
def test_what_is_no_address_of_a_project_is_refused_without_being_repeated(monkeypatch, value):
    monkeypatch.setenv("SENTRY_DSN", value)
    with pytest.raises(environment.ImproperlyConfigured, match="SENTRY_DSN must be") as caught:
        environment.get_sentry_dsn("SENTRY_DSN")
    assert value not in str(caught.value)
