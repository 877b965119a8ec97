"""Staff and departments of the demo's agencies."""

from typing import Any

from home.demo.texts import organisation_texts
from home.models import OrganisationPage
from sites.models import Agency


def fill_organisation(agency: Agency) -> None:
    """Publish the staff of an agency; most agencies of the demo have none."""
    texts = organisation_texts().get(agency.code)
    if texts is None:
        return
    page = OrganisationPage.objects.descendant_of(agency.root_page).get()
    page.lead = texts["lead"]
    page.leaders = [("person", _person(person)) for person in texts["leaders"]]
    page.departments = [("department", _department(one)) for one in texts["departments"]]
    page.save_revision().publish()


def _person(texts: dict[str, Any]) -> dict[str, Any]:
    nothing = dict.fromkeys(("telephone", "email", "duties", "biography"), "")
    return {"photo": None} | nothing | texts


def _office(texts: dict[str, Any]) -> dict[str, Any]:
    nothing = dict.fromkeys(("telephone", "email", "duties", "address"), "")
    return nothing | texts | {"people": [_person(person) for person in texts["people"]]}


def _department(texts: dict[str, Any]) -> dict[str, Any]:
    return _office(texts) | {"offices": [_office(part) for part in texts.get("offices", [])]}
