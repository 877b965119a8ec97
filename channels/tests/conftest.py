"""Feeds as other programs read them: valid by their schemas, and taken apart by real parsers."""

import json
from functools import cache
from pathlib import Path

import feedparser
import pytest
from jsonschema import Draft202012Validator, FormatChecker
from lxml import etree

from channels.formats import radio
from tests.html import read_html

DATA = Path(__file__).parent / "data"


@cache
def atom_schema():
    return etree.RelaxNG(etree.parse(DATA / "atom.rng"))


@cache
def json_schema():
    schema = json.loads((DATA / "json-feed.json").read_text())
    return Draft202012Validator(schema, format_checker=FormatChecker())


def parsed(response, content_type):
    assert response.status_code == 200
    assert response["Content-Type"] == content_type
    feed = feedparser.parse(response.content)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


@pytest.fixture
def rss(visit):
    def read(agency, path="/ban-tin/rss.xml"):
        return parsed(visit(agency, path), "application/rss+xml; charset=utf-8")

    return read


@pytest.fixture
def atom(visit):
    def read(agency, path="/ban-tin/atom.xml"):
        response = visit(agency, path)
        atom_schema().assertValid(etree.fromstring(response.content))
        return parsed(response, "application/atom+xml; charset=utf-8")

    return read


@pytest.fixture
def json_feed(visit):
    def read(agency, path="/ban-tin/feed.json"):
        response = visit(agency, path)
        assert response.status_code == 200
        assert response["Content-Type"] == "application/feed+json; charset=utf-8"
        feed = json.loads(response.content)
        json_schema().validate(feed)
        return feed

    return read


@pytest.fixture
def recorded_files(settings, tmp_path):
    """The folder of uploaded files, empty."""
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path / "ban-ghi"


@pytest.fixture
def hear(visit):
    """The addresses of what a page of a website plays, by default that of a flash flood."""

    def list_players(agency, path="/ban-tin/lu-quet/"):
        page = read_html(visit(agency, path).content)
        return [player["src"] for player in page.find_all("audio")]

    return list_players


@pytest.fixture
def install(tmp_path, monkeypatch):
    def put(script):
        program = tmp_path / radio.PROGRAM
        program.write_text(script)
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    return put
