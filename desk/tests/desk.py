"""Reading the desk's screens, for the tests."""

import json

from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from home.models import NewsIndexPage


def soup_of(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def described(soup, kind):
    """What a page tells search engines of one kind of thing (schema.org)."""
    told = [json.loads(script.string) for script in soup.find_all(type="application/ld+json")]
    [found] = [one for one in told if one["@type"] == kind]
    return found


def words(element):
    return " ".join(element.get_text(" ", strip=True).split())


def menu(client):
    """The entries of the main menu; those below another one stand behind a slash."""
    props = soup_of(client.get("/admin/")).find(id="wagtail-sidebar-props")
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


def part(client, name):
    """A part of the dashboard by the id of its heading; None where there is none."""
    heading = soup_of(client.get("/admin/")).find(id=name)
    return heading and heading.find_parent("section")


def rows(response):
    """The rows of a listing, each as the words of its cells."""
    table = soup_of(response).find("table", class_="desk-listing")
    return [[words(cell) for cell in row("td")] for row in table.tbody("tr")] if table else []


def titles(response):
    return [row[0] for row in rows(response)]


def article(title, **fields):
    """What the form of a news article sends."""
    return nested_form_data(
        {
            "title": title,
            "date": "24/11/2026",
            "lead": "",
            "image": "",
            "body": streamfield([("text", rich_text("<p>Chữ</p>"))]),
            "category": "hoat-dong",
            "author_name": "",
            "related": streamfield([]),
            "comments": inline_formset([]),
        }
        | fields
    )


def add_path(agency):
    index = NewsIndexPage.objects.child_of(agency.root_page).get()
    return f"/admin/pages/add/home/newspage/{index.pk}/"


def edit_path(page):
    return f"/admin/pages/{page.pk}/edit/"


def queries(client, path):
    """How many queries a path costs; the second time, when caches are warm."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)
