"""Reading the desk's screens, for the tests."""

import json

from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext


def parse_html(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def find_structured_data(soup, kind):
    """What a page tells search engines of one kind of thing (schema.org)."""
    told = [json.loads(script.string) for script in soup.find_all(type="application/ld+json")]
    [found] = [one for one in told if one["@type"] == kind]
    return found


def get_text(element):
    return " ".join(element.get_text(" ", strip=True).split())


def list_menu(client):
    """The entries of the main menu; those below another one stand behind a slash."""
    props = parse_html(client.get("/admin/")).find(id="wagtail-sidebar-props")
    modules = json.loads(props.string)["modules"]
    main = next(one for one in modules if one["_type"] == "wagtail.sidebar.MainMenuModule")
    return list(_entries(main["_args"][0], ""))


def _entries(items, above):
    for item in items:
        label = above + item["_args"][0]["label"]
        below = item["_args"][1] if item["_type"] == "wagtail.sidebar.SubMenuItem" else []
        if below:
            yield from _entries(below, f"{label}/")
        else:
            yield label


def find_section(client, name):
    """A part of the dashboard by the id of its heading; None where there is none."""
    heading = parse_html(client.get("/admin/")).find(id=name)
    return heading and heading.find_parent("section")


def list_rows(response):
    """The rows of a listing, each as the words of its cells."""
    table = parse_html(response).find("table", class_="desk-listing")
    return [[get_text(cell) for cell in row("td")] for row in table.tbody("tr")] if table else []


def list_titles(response):
    return [row[0] for row in list_rows(response)]


def count_queries(client, path):
    """How many queries a path costs; the second time, when caches are warm."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)
