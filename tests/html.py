"""Reading pages as readers and machines get them."""

import json
import re

from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.test.utils import CaptureQueriesContext

# Their line breaks are content.
PREFORMATTED = ["pre", "script", "style", "textarea"]


class ShownTag(Tag):
    """An element whose ``text`` is as a browser shows it: without line breaks of the source."""

    @property
    def text(self):
        text = self.get_text()
        if self.name in PREFORMATTED or self.find_parent(PREFORMATTED):
            return text
        return re.sub(r"[ \t\n]+", " ", text).strip(" ")


def read_html(content):
    return BeautifulSoup(content, "html.parser", element_classes={Tag: ShownTag})


def parse_html(response):
    assert response.status_code == 200
    return read_html(response.content)


def find_structured_data(soup, kind):
    """What a page tells search engines of one kind of thing (schema.org)."""
    told = [json.loads(script.string) for script in soup.find_all(type="application/ld+json")]
    [found] = [one for one in told if one["@type"] == kind]
    return found


def get_text(element):
    return " ".join(element.get_text(" ", strip=True).split())


def get_text_and_language(element):
    """The text of an element and the language it is marked with, by itself or from above."""
    marked = element if element.has_attr("lang") else element.find_parent(lang=True)
    return element.text.strip(), marked["lang"]


def count_queries(client, path):
    """How many queries a path costs; the second time, when caches are warm."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def policy_of(response):
    """The Content-Security-Policy of an answer, by directive."""
    directives = response["Content-Security-Policy"].split("; ")
    return {name: values for name, *values in map(str.split, directives)}
