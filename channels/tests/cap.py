"""Alerts as warning systems read them: valid by the schema of CAP 1.2."""

from functools import cache

from lxml import etree

from channels.tests.conftest import DATA

CAP = {"c": "urn:oasis:names:tc:emergency:cap:1.2"}


@cache
def get_schema():
    return etree.XMLSchema(etree.parse(DATA / "cap-1.2.xsd"))


def read_alert(response):
    """The message of a response, as a function from the path of an element to its texts."""
    assert response.status_code == 200
    assert response["Content-Type"] == "application/cap+xml; charset=utf-8"
    root = etree.fromstring(response.content)
    get_schema().assertValid(root)
    return lambda name: [e.text for e in root.iterfind(f".//c:{name}", CAP)]
