"""The people in the file of an agency, who become invitations and no accounts."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.models import Invitation, User
from importing.agency_archive.records import AgencyRecords
from importing.agency_archive.values import Record
from members.roles import Role
from sites.models import TranslatorLanguage

_NAME_LENGTH = Invitation._meta.get_field("name").max_length or 0
_EMAIL_LENGTH = Invitation._meta.get_field("email").max_length or 0


@dataclass(frozen=True)
class Person:
    """Somebody who worked for the agency: name, e-mail address, value of ``Role``."""

    name: str
    email: str
    role: str


def list_people(records: AgencyRecords) -> tuple[list[Person], list[str]]:
    """Return whom to invite, and a line about each who cannot be, in order of addresses.

    Accounts that were suspended are left out. So are people who only translate into some languages:
    an invitation would give them more.
    """
    confined = {row["person_id"] for row in records.get(TranslatorLanguage)}
    moderators = _list_keys(records, records.agency["moderators_id"])
    editors = _list_keys(records, records.agency["editors_id"])
    people: dict[str, Person] = {}
    lost = []
    for row in sorted(records.get(User), key=lambda row: str(row["email"])):
        if not row["is_active"] or row["id"] not in editors | moderators:
            continue
        is_moderator = row["id"] in moderators
        person = _make_person(row, Role.MODERATOR if is_moderator else Role.EDITOR)
        if not _can_be_invited(person):
            lost.append(f"{person.name} is not invited: {person.email!r} is no address for it.")
        elif row["id"] in confined and not is_moderator:
            lost.append(f"{person.email} is not invited: this person only translated.")
        else:
            people.setdefault(person.email, person)
    return [*people.values()], lost


def _make_person(row: Record, role: Role) -> Person:
    # A name goes into a mail, in one line.
    name = " ".join(f"{row['first_name']} {row['last_name']}".split())
    return Person(name[:_NAME_LENGTH], row["email"].lower(), role.value)


def _list_keys(records: AgencyRecords, group: object) -> set[object]:
    links = records.get(User.groups.through)
    return {link["user_id"] for link in links if link["group_id"] == group}


def _can_be_invited(person: Person) -> bool:
    try:
        validate_email(person.email)
    except ValidationError:
        return False
    return len(person.email) <= _EMAIL_LENGTH
