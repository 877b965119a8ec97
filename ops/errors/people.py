"""Role and units of a person who met an error, never the name.

Roles and units belong to apps above this one, which register how they are found and named.
"""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User


@dataclass(frozen=True)
class PersonKind:
    """A role by its name, and codes of agencies with commas between; empty for what is not known.

    A reader of a website has no role.
    """

    role: str = ""
    agency: str = ""


@dataclass(frozen=True)
class PersonKinds:
    """How a user's kind is found, and how roles and agencies are named on screens."""

    find: Callable[[User], PersonKind]
    get_role_label: Callable[[str], str]


_kinds = PersonKinds(find=lambda user: PersonKind(), get_role_label=str)


def register_person_kinds(kinds: PersonKinds) -> None:
    """Say how users are described; call when the app is ready."""
    global _kinds  # noqa: PLW0603, one for the installation
    _kinds = kinds


def find_person_kind(user: User) -> PersonKind:
    """Return the kind of a signed-in user. Raises ``django.db.Error``."""
    return _kinds.find(user)


def get_role_label(role: str) -> str:
    """Return a role in words; empty for none."""
    return _kinds.get_role_label(role)
