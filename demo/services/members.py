"""Staff and departments of the demo's agencies, and the accounts of the demo.

There is one account for each role; the passwords are made by each installation.
"""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group

from accounts.models import User
from bulletins.roles import AUTHORS, PUBLISHERS, TRANSLATORS
from demo.texts import get_organisation_texts
from home.models import OrganisationPage
from sites.models import Agency

HEALTH, DISTRICT = "so-y-te", "huyen-ba-be"
# User name, role, group, code of the agency that the group belongs to
ROLES = (
    ("quan-tri", "ICT administrator", None, None),
    ("tac-gia", "ICT publisher (bulletins)", PUBLISHERS, None),
    ("soan-tin", "ICT author (bulletins)", AUTHORS, None),
    ("nguoi-dich", "translator (bulletins)", TRANSLATORS, None),
    ("duyet-so-y-te", "unit moderator, Sở Y tế", "moderators", HEALTH),
    ("bien-tap-so-y-te", "unit editor, Sở Y tế", "editors", HEALTH),
    ("bien-tap-ba-be", "unit editor, UBND huyện Ba Bể", "editors", DISTRICT),
)
# Invented. Whole, as people write their names: an invitation asks for them like that.
NAMES = {
    "quan-tri": "Hoàng Văn Thái",
    "tac-gia": "Nguyễn Thị Thu Hà",
    "soan-tin": "Lý Minh Quân",
    "nguoi-dich": "Ma Thị Hồng",
    "duyet-so-y-te": "Nông Thị Bích",
    "bien-tap-so-y-te": "Triệu Văn Hải",
    "bien-tap-ba-be": "Dương Thị Mai",
}


def fill_organisation(agency: Agency) -> None:
    """Publish the staff of an agency; most agencies of the demo have none."""
    texts = get_organisation_texts().get(agency.code)
    if texts is None:
        return
    page = OrganisationPage.objects.descendant_of(agency.root_page).get()
    page.lead = texts["lead"]
    page.leaders = [("person", _build_person(person)) for person in texts["leaders"]]
    page.departments = [
        ("department", _build_department(department)) for department in texts["departments"]
    ]
    page.save_revision().publish()


def _build_person(texts: dict[str, Any]) -> dict[str, Any]:
    nothing = dict.fromkeys(("telephone", "email", "duties", "biography"), "")
    return {"photo": None} | nothing | texts


def _build_office(texts: dict[str, Any]) -> dict[str, Any]:
    nothing = dict.fromkeys(("telephone", "email", "duties", "address"), "")
    return nothing | texts | {"people": [_build_person(person) for person in texts["people"]]}


def _build_department(texts: dict[str, Any]) -> dict[str, Any]:
    return _build_office(texts) | {
        "offices": [_build_office(part) for part in texts.get("offices", [])]
    }


def make_accounts(file: Path) -> None:
    """Create the accounts and write their passwords to ``file``, which only its owner can read.

    Accounts whose password is in the file already get that password.
    """
    known = {row["name"]: row["password"] for row in read_accounts(file)}
    rows = []
    for name, role, group, agency in ROLES:
        password = known.get(name) or secrets.token_urlsafe(9)
        user, _ = User.objects.get_or_create(username=name)
        user.is_superuser = group is None
        user.email = f"{name}@backan.example"
        user.first_name = NAMES[name]
        user.set_password(password)
        user.save()
        found = _find_group(group, agency) if group else None
        if found:
            user.groups.set([found])
        rows.append({"name": name, "role": role, "password": password})
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(rows, stream, ensure_ascii=False, indent=2)
    file.chmod(0o600)


def read_accounts(file: Path) -> list[dict[str, str]]:
    """Return name, role and password of each account; empty if the file does not exist."""
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else []


def _find_group(name: str, code: str | None) -> Group | None:
    """Return a role's group; None for that of a unit that has ended, whose people are elsewhere."""
    if code is None:
        return Group.objects.get(name=name)
    agency = Agency.objects.get(code=code)
    return None if agency.is_archived else getattr(agency, name)
