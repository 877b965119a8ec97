"""Reading the desk's screens, for the tests."""

import json

from tests.html import get_text, parse_html


def list_menu(client):
    """The entries of the main menu; those below another one stand behind a slash."""
    return [label for label, _url in _list_entries(client)]


def list_menu_addresses(client):
    """Where the entries of the main menu lead to."""
    return [url for _label, url in _list_entries(client)]


def list_menu_icons(client):
    """The icons of each list of entries in the main menu, the list of the first entries first."""
    return list(_iter_icons(_get_main_menu(client)))


def _iter_icons(items):
    yield [item["_args"][0]["icon_name"] for item in items]
    for item in items:
        if item["_type"] == "wagtail.sidebar.SubMenuItem":
            yield from _iter_icons(item["_args"][1])


def _list_entries(client):
    return list(_entries(_get_main_menu(client), ""))


def _get_main_menu(client):
    props = parse_html(client.get("/admin/")).find(id="wagtail-sidebar-props")
    modules = json.loads(props.string)["modules"]
    main = next(one for one in modules if one["_type"] == "wagtail.sidebar.MainMenuModule")
    return main["_args"][0]


def _entries(items, above):
    for item in items:
        entry = item["_args"][0]
        label = above + entry["label"]
        below = item["_args"][1] if item["_type"] == "wagtail.sidebar.SubMenuItem" else []
        if below:
            yield from _entries(below, f"{label}/")
        else:
            yield label, entry.get("url", "")


def find_section(client, name):
    """A part of the dashboard by the id of its heading; None where there is none."""
    heading = parse_html(client.get("/admin/")).find(id=name)
    return heading and heading.find_parent("section")


def list_rows(response):
    """The rows of a listing, each as the words of its cells; boxes to choose by have none."""
    table = parse_html(response).find("table", class_="desk-listing")
    rows = [row("td") for row in table.tbody("tr")] if table else []
    return [[get_text(cell) for cell in row if not cell.find(type="checkbox")] for row in rows]


def list_titles(response):
    return [row[0] for row in list_rows(response)]
