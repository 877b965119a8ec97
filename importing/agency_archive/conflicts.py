"""Conflicts of an agency that arrives from another installation."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from wagtail.models import Locale, Page, Site, get_translatable_models
from wagtail_localize.models import TranslatableObject

from importing.agency_archive.records import AgencyRecords
from sites.host_names import validate_host_name
from sites.models import Agency, HostAlias, Kind, TranslationState
from sites.permissions.group_permissions import ROLES
from sites.selectors.known_agencies import AgencyLookup


def list_conflicts(records: AgencyRecords, *, host: str, parent: str) -> list[str]:
    """Return all reasons, as sentences, why the agency cannot be taken over; empty for none.

    ``host`` is the host name it shall have here, ``parent`` the code of its province, empty where
    there is one province or it is one itself.
    """
    agency = records.agency
    lookup = AgencyLookup()
    return [
        *_list_taken_names(records, agency["code"], host, lookup),
        *_list_missing_languages(records),
        *_list_problems_with_parent(agency, parent, lookup),
    ]


def _list_taken_names(
    records: AgencyRecords, code: str, host: str, lookup: AgencyLookup
) -> list[str]:
    found = []
    if lookup.find(code):
        found.append(f"There is a unit with the code {code} already.")
    for slug in records.list_front_slugs():
        if not found and lookup.is_slug_taken(slug):
            found.append(f"There is a home page {slug} already.")
    names = [f"{code} {role}" for role in ROLES]
    if taken := Group.objects.filter(name__in=names).values_list("name", flat=True):
        found.append(f"There are groups of these names: {', '.join(taken)}.")
    try:
        validate_host_name(host)
    except ValidationError as error:
        found.append(f"{host}: {' '.join(error.messages)}")
    for name in [host, *(row["hostname"] for row in records.get(HostAlias))]:
        owner = lookup.find_host_owner(name)
        if owner:
            found.append(f"{name} belongs to {owner}.")
        elif name == settings.ADMIN_HOST or Site.objects.filter(hostname=name).exists():
            found.append(f"{name} is taken.")
    if not found and _are_keys_taken({row["translation_key"] for row in records.get(Page)}):
        found.append("Pages of this website are here already.")
    return found


def _are_keys_taken(keys: set[str]) -> bool:
    """Return whether a page or bulletin here has one of these keys of translations.

    Rows about translations name the key alone.
    """
    models: list[Any] = [*get_translatable_models(), TranslatableObject, TranslationState]
    return any(model._base_manager.filter(translation_key__in=keys).exists() for model in models)


def _list_missing_languages(records: AgencyRecords) -> list[str]:
    here = set(Locale.objects.values_list("language_code", flat=True))
    return [
        f"The language {code} is not in use here."
        for code in records.list_languages()
        if code not in here
    ]


def find_parent(agency: dict[str, object], parent: str, lookup: AgencyLookup) -> Agency | None:
    """Return the province that an arriving agency will belong to; None for a province itself."""
    if agency["kind"] == Kind.PROVINCE:
        return None
    if parent:
        return lookup.find(parent)
    provinces = lookup.list_active_provinces()
    return provinces[0] if len(provinces) == 1 else None


def _list_problems_with_parent(
    agency: dict[str, object], parent: str, lookup: AgencyLookup
) -> list[str]:
    if agency["kind"] == Kind.PROVINCE:
        return ["A province belongs to no other."] if parent else []
    province = find_parent(agency, parent, lookup)
    if province is None:
        if not parent and not lookup.list_active_provinces():
            return []
        return ["Say by its code to which province the unit will belong (--parent)."]
    if province.kind != Kind.PROVINCE or province.is_archived:
        return ["There is no province with this code."]
    return []
