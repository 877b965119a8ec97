"""Layer 2: from an object to the agencies it belongs to.

Most objects belong where something else belongs: a revision where its page does, a picture where
its collection does. That is declared once for each model with ``belongs_with``; everything ends
at a page, a collection, a website, a person or an agency, whose place is known here. What ends
nowhere belongs to the ICT department alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Model, Q
from wagtail.models import AbstractPage, Collection, Site
from wagtail.permissions import policy_registry
from wagtail.utils.registry import ObjectTypeRegistry

from accounts.models import User
from sites.isolation.access import Person, agencies_of, belongs_to, is_administrator
from sites.models import Agency, AgencyDocument, AgencyImage
from sites.page_owners import HOME_DEPTH, HOME_PATH_LENGTH, agency_of, homes_of

# The collections of agencies stand right below the root, as home pages do.
OWNER_DEPTH = HOME_DEPTH
OWNER_PATH = HOME_PATH_LENGTH

_companions = ObjectTypeRegistry()
_central_apps: set[str] = set()


@dataclass(frozen=True)
class Territory:
    """What a person's agencies own, as the few keys by which everything is recognised."""

    agencies: frozenset[int]
    pages: frozenset[str]
    collections: frozenset[str]
    sites: frozenset[int]


def belongs_with(*models: type[Model]) -> Callable[[Callable[[Any], Any]], Callable[[Any], Any]]:
    """Declare what the objects of ``models`` belong with: a decorator for ``object → object``."""

    def register(companion: Callable[[Any], Any]) -> Callable[[Any], Any]:
        for model in models:
            # A registry calls what it finds; here the function itself is wanted.
            _companions.register(model, value=(companion,))
        return companion

    return register


def belongs_to_the_centre(app_label: str) -> None:
    """Declare an app's objects central: those who hold any permission of the app share them."""
    _central_apps.add(app_label)


def territory_of(user: Person) -> Territory:
    """Return what the agencies of ``user`` own; asked once for each request."""
    memory = vars(user)
    if "_territory" not in memory:
        memory["_territory"] = _territory(agencies_of(user))
    return memory["_territory"]


def holds(user: Person, obj: object) -> bool:
    """Whether ``obj`` belongs to one of the user's agencies, or to work they share centrally.

    What they may do with it is another question, which permissions answer.
    """
    if is_administrator(user):
        return True
    anchor = anchor_of(obj)
    if isinstance(anchor, Model) and anchor._meta.app_label in _central_apps:
        return bool(user.is_active and user.has_module_perms(anchor._meta.app_label))
    return _contains(territory_of(user), user, anchor)


def owners_of(obj: object) -> frozenset[int]:
    """Return the keys of the agencies that ``obj`` belongs to, empty where it is nobody's."""
    anchor = anchor_of(obj)
    if isinstance(anchor, User):
        return belongs_to(anchor)
    where: Q | None = None
    if isinstance(anchor, AbstractPage):
        agency = agency_of(anchor)
        return frozenset([agency.pk] if agency else [])
    if isinstance(anchor, Collection):
        where = Q(collection__path=anchor.path[:OWNER_PATH])
    elif isinstance(anchor, Site):
        where = Q(site=anchor)
    elif isinstance(anchor, Group):
        where = Q(editors=anchor) | Q(moderators=anchor)
    elif isinstance(anchor, Agency):
        return frozenset([anchor.pk])
    if where is None:
        return frozenset()
    return frozenset(Agency.objects.filter(where).values_list("pk", flat=True))


def anchor_of(obj: object) -> object:
    """Follow what ``obj`` belongs with to the page, collection, website, person, group, agency
    or central object that settles its place; None where there is none.
    """
    while companion := _companions.get_by_type(type(obj)):
        obj = companion[0](obj)
    return obj


def _territory(agencies: frozenset[int]) -> Territory:
    rows = Agency.objects.filter(pk__in=agencies).values_list("collection__path", "site_id")
    return Territory(
        agencies=agencies,
        pages=frozenset(homes_of(agencies).values_list("path", flat=True)),
        collections=frozenset(path for path, _ in rows),
        sites=frozenset(site for _, site in rows),
    )


def _contains(territory: Territory, user: Person, anchor: object) -> bool:
    match anchor:
        case AbstractPage():
            return anchor.path[:OWNER_PATH] in territory.pages
        case Collection():
            own = anchor.path[:OWNER_PATH] in territory.collections
            return own or _works_in_common(user, anchor)
        case Site():
            return anchor.pk in territory.sites
        case Agency():
            return anchor.pk in territory.agencies
        case User():
            return anchor.pk == user.pk or _is_colleague(territory, anchor)
        case Group():
            return not owners_of(anchor).isdisjoint(territory.agencies)
    return False


def _works_in_common(user: Person, collection: Collection) -> bool:
    """Whether a collection is no agency's, and filled by this person among others."""
    if collection.depth < OWNER_DEPTH or owners_of(collection):
        return False
    return any(
        policy_registry.get_by_type(model)
        .collections_user_has_any_permission_for(user, ["add", "change"])
        .filter(pk=collection.pk)
        .exists()
        for model in (AgencyImage, AgencyDocument)
    )


def _is_colleague(territory: Territory, person: User) -> bool:
    return not person.is_superuser and not belongs_to(person).isdisjoint(territory.agencies)
