"""Which languages a user may translate into, and which page permissions that leaves them.

A user without rows of ``TranslatorLanguage`` is not confined. A confined user reads what the others
of the unit read; only what may be changed is narrowed.
"""

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Page

from accounts.models import User
from accounts.permissions import AnyUser, is_administrator
from sites.models import Agency, TranslatorLanguage
from sites.permissions.ownership import (
    descendants_q,
    get_active_agency_ids,
    get_moderated_agency_ids,
    list_home_pages,
)

# The key of the ICT department's bulletins among the agencies' keys.
CENTRAL = None


def get_confinement(user: AnyUser) -> dict[int | None, frozenset[str]]:
    """Return the language codes that ``user`` is confined to, by agency (primary key).

    ``CENTRAL`` is the key of bulletins. Missing are the agencies that the user moderates, those
    they are no member of, and where they are not confined. Cached on the user object for the
    request.
    """
    memory = vars(user)
    if "_confinement" not in memory:
        memory["_confinement"] = _read_confinement(user)
    return memory["_confinement"]


def get_unconfined_agency_ids(user: AnyUser) -> frozenset[int]:
    """Return the primary keys of the active agencies in which ``user`` does more than translate.

    Opening hours, notes, proposals, confirmations and messages of citizens are the matters of
    these members. Empty for inactive and anonymous users.
    """
    return get_active_agency_ids(user) - {key for key in get_confinement(user) if key}


def exclude_confined(users: QuerySet[User], agency: Agency) -> QuerySet[User]:
    """Return the given members of ``agency`` without the confined translators."""
    rows = TranslatorLanguage.objects.filter(agency=agency).values("person")
    return users.exclude(Q(pk__in=rows) & ~Q(groups__agency_as_moderators=agency))


def can_translate_into(user: AnyUser, agency: int | None, language: str) -> bool:
    """Return whether the user's confinement, if any, leaves ``language`` of that agency.

    ``agency``: primary key, or ``CENTRAL``. Says nothing about permissions.
    """
    languages = get_confinement(user).get(agency)
    return languages is None or language in languages


def restrict_to_languages(permissions: QuerySet[Any], user: AnyUser) -> QuerySet[Any]:
    """Narrow page permissions (``GroupPagePermission``) of ``user`` to the languages left to them.

    Where the user is confined, no page may be added, and of the home pages, each of which has one
    language, only those in these languages count.
    """
    for agency, languages in get_confinement(user).items():
        if agency is CENTRAL:
            continue
        homes = list_home_pages([agency])
        closed = homes.exclude(locale__language_code__in=languages)
        permissions = permissions.exclude(_at_or_below(closed)).exclude(
            _at_or_below(homes), permission__codename="add_page"
        )
    return permissions


def _at_or_below(homes: QuerySet[Page]) -> Q:
    return descendants_q("page__path", list(homes.values_list("path", flat=True)))


def list_confined_translators(agency: int | None, language: str) -> list[User]:
    """Return the active translators of ``language`` in an agency or for bulletins."""
    rows = TranslatorLanguage.objects.filter(agency=agency, language=language)
    users = User.objects.filter(is_active=True, translator_languages__in=rows).distinct()
    return [user for user in users if agency in get_confinement(user)]


def _read_confinement(user: AnyUser) -> dict[int | None, frozenset[str]]:
    if not user.is_active or is_administrator(user):
        return {}
    own = get_active_agency_ids(user) - get_moderated_agency_ids(user)
    rows = TranslatorLanguage.objects.filter(Q(agency=None) | Q(agency__in=own), person=user.pk)
    languages: dict[int | None, set[str]] = {}
    for agency, language in rows.values_list("agency", "language"):
        languages.setdefault(agency, set()).add(language)
    return {agency: frozenset(codes) for agency, codes in languages.items()}


def get_stored_languages(user: User, agency: Agency | None) -> set[str]:
    """Return the language codes stored for ``user``, for bulletins if ``agency`` is None."""
    rows = TranslatorLanguage.objects.filter(agency=agency, person=user)
    return set(rows.values_list("language", flat=True))
