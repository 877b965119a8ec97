"""Prefetches, annotations and labels for lists of users."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from wagtail.coreutils import get_content_languages

from accounts.models import User
from accounts.services.second_factor import FACTORS
from members.roles import Role, get_central_roles, get_translator_groups
from sites.models import Agency, TranslatorLanguage


def with_second_factor(users: QuerySet[User]) -> QuerySet[User]:
    """Annotate users with ``has_second_factor``: whether they have set one up."""
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    return users.annotate(has_second_factor=Exists(factors))


def with_memberships(users: QuerySet[User]) -> QuerySet[User]:
    """Prefetch what ``list_memberships`` and ``list_central_roles`` need, in one query for all."""
    groups = Group.objects.select_related("agency_as_editors", "agency_as_moderators")
    return users.prefetch_related(Prefetch("groups", groups))


def list_memberships(user: User) -> list[tuple[Agency, str]]:
    """Return pairs of agency and role label for each agency that ``user`` is a member of."""
    memberships: list[tuple[Agency, str]] = []
    for group in user.groups.all():
        if agency := getattr(group, "agency_as_moderators", None):
            memberships.append((agency, str(Role.MODERATOR.label)))
        elif agency := getattr(group, "agency_as_editors", None):
            memberships.append((agency, str(Role.EDITOR.label)))
    return memberships


def list_central_roles(user: User) -> list[str]:
    """Return the labels of the central roles of ``user``; empty if there are none."""
    labels = get_central_roles()
    return [labels[group.name] for group in user.groups.all() if group.name in labels]


def is_central_translator(user: User) -> bool:
    """Return whether ``user`` has a central role that can be confined to languages."""
    return any(group.name in get_translator_groups() for group in user.groups.all())


def list_language_names(user: User, agency: Agency | None) -> list[str]:
    """Return the names of the languages that ``user`` is confined to in ``agency``, or centrally.

    Empty for a user who is not confined.
    """
    rows = TranslatorLanguage.objects.filter(person=user)
    return _get_names_by_user(rows, agency).get(user.pk, [])


def get_member_languages(agency: Agency) -> dict[int, list[str]]:
    """Return the names of the languages that members are confined to, by primary key of the user.

    Members who are not confined are missing.
    """
    return _get_names_by_user(TranslatorLanguage.objects.all(), agency)


def _get_names_by_user(
    rows: QuerySet[TranslatorLanguage], agency: Agency | None
) -> dict[int, list[str]]:
    names = get_content_languages()
    found: dict[int, list[str]] = {}
    pairs = rows.filter(agency=agency).order_by("language").values_list("person", "language")
    for person, code in pairs:
        found.setdefault(person, []).append(str(names.get(code, code)))
    return found
