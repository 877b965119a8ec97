"""Staff and departments as the organisation page shows them, and the vCard of a person.

Departments are nested, and every person and department has an anchor.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from wagtail.blocks import StreamValue, StructValue

from content.blocks import list_readable, list_readable_values
from content.renditions import prefetch_renditions
from content.text.slugs import make_unique_slugs
from content.vcard import format_tel_uri, render_vcard
from sites.models import Agency, AgencySettings


@dataclass
class Person:
    """Person; ``offices``: names of the departments above, the largest first."""

    value: StructValue
    offices: tuple[str, ...] = ()
    slug: str = ""

    @property
    def anchor(self) -> str:
        """Return the id of the person's element on the page."""
        return f"nguoi-{self.slug}"

    @property
    def is_reachable(self) -> bool:
        """Return whether the person has a telephone, and so a vCard."""
        return bool(self.value["telephone"])


@dataclass
class Office:
    """Department or office, with its staff and its own parts."""

    value: StructValue
    people: list[Person]
    offices: list["Office"] = field(default_factory=list)
    slug: str = ""

    @property
    def anchor(self) -> str:
        """Return the id of the office's element on the page."""
        return f"don-vi-{self.slug}"

    @property
    def head(self) -> Person | None:
        """Return the head of the office, who is listed first, or None."""
        return self.people[0] if self.people else None


@dataclass
class Chart:
    """Whole agency: its leaders and its departments."""

    leaders: list[Person]
    offices: list[Office]

    @property
    def people(self) -> list[Person]:
        """Return everyone in the order of the page: leaders, then the staff of each office."""
        return [*self.leaders, *(person for office in self.all_offices for person in office.people)]

    @property
    def all_offices(self) -> list[Office]:
        """Return all departments, each followed by its parts."""
        return list(_iter_nested(self.offices))


def build_chart(leaders: StreamValue, departments: StreamValue) -> Chart:
    """Return the chart of the two stream fields; all photos are fetched in one query."""
    people = [Person(child.value) for child in list_readable(leaders)]
    chart = Chart(people, [_build_office(child.value) for child in list_readable(departments)])
    _set_slugs(chart.people)
    _set_slugs(chart.all_offices)
    prefetch_renditions(person.value["photo"] for person in chart.people if person.value["photo"])
    return chart


def list_without_telephone(leaders: StreamValue, departments: StreamValue) -> list[str]:
    """Return the names of persons who have no telephone and whose office has none either.

    Reads the raw data of the fields, so that no photos are fetched.
    """
    people = list_readable_values(leaders)
    unreachable = [person for person in people if not person.get("telephone")]
    for office in list_readable_values(departments):
        unreachable += _iter_without_telephone(office)
    return [person["name"] for person in unreachable]


def _iter_without_telephone(office: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if office.get("telephone"):
        return
    yield from (
        person
        for person in _get_item_values(office.get("people", []))
        if not person.get("telephone")
    )
    for part in _get_item_values(office.get("offices", [])):
        yield from _iter_without_telephone(part)


def _get_item_values(stored: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [item["value"] for item in stored]


def _build_office(value: StructValue, above: tuple[str, ...] = ()) -> Office:
    names = (*above, value["name"])
    people = [Person(person, names) for person in value["people"]]
    return Office(value, people, [_build_office(part, names) for part in value.get("offices", [])])


def _iter_nested(offices: list[Office]) -> Iterator[Office]:
    for office in offices:
        yield office
        yield from _iter_nested(office.offices)


def _set_slugs(parts: Iterable[Person | Office]) -> None:
    parts = list(parts)
    slugs = make_unique_slugs((part.value["name"] for part in parts), otherwise="muc")
    for part, slug in zip(parts, slugs, strict=True):
        part.slug = slug


def render_person_vcard(
    person: Person, agency: Agency, details: AgencySettings, url: str
) -> HttpResponse:
    """Return the vCard of a person as a download named after the person.

    ``url``: absolute URL of the person on the organisation page.
    """
    value = person.value
    properties = [
        ("FN", [value["name"]]),
        # The whole name is one component. Telephones order family and given names by their own
        # language; a name in one component keeps the Vietnamese order.
        ("N", ["", value["name"], "", "", ""]),
        ("ORG", [agency.name, *person.offices]),
        ("TITLE", [value["position"]]),
        ("TEL;VALUE=uri;TYPE=work,voice", [format_tel_uri(value["telephone"])]),
        ("EMAIL;TYPE=work", [value["email"]]),
        ("ADR;TYPE=work", ["", "", details.address, "", "", "", ""]),
        ("NOTE", [value["duties"]]),
        ("URL", [url]),
    ]
    return render_vcard("individual", properties, person.slug)
