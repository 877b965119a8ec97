"""Isolation, layer 2: which agencies an object belongs to. See docs/features/isolation.md.

Most objects have the same owner as a related object: a revision that of its page, an image that
of its collection. Each model declares that relation once with ``belongs_with``. Every chain of
relations ends at a page, collection, site, user, group or agency, whose owners are found here, or
at an object of a central app. All other objects are accessible to ICT administrators only.
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

# The collections of agencies are children of the root collection, as home pages are of the root.
OWNER_DEPTH = HOME_DEPTH
OWNER_PATH = HOME_PATH_LENGTH

_companions = ObjectTypeRegistry()
_central_apps: set[str] = set()


@dataclass(frozen=True)
class Territory:
    """Keys of what a user's agencies own, from which the owner of any object can be decided.

    ``agencies`` and ``sites`` are primary keys; ``pages`` and ``collections`` are the tree paths
    of the agencies' home pages (in all languages) and collections.
    """

    agencies: frozenset[int]
    pages: frozenset[str]
    collections: frozenset[str]
    sites: frozenset[int]


def belongs_with(*models: type[Model]) -> Callable[[Callable[[Any], Any]], Callable[[Any], Any]]:
    """Register the decorated function as the one that finds the owner of objects of ``models``.

    The function takes an object and returns the related object with the same owner, or None.
    """

    def register(companion: Callable[[Any], Any]) -> Callable[[Any], Any]:
        for model in models:
            # The registry would call a bare function; the tuple makes it return the function.
            _companions.register(model, value=(companion,))
        return companion

    return register


def belongs_to_the_centre(app_label: str) -> None:
    """Declare the objects of an app central: shared by all users with any permission of the app."""
    _central_apps.add(app_label)


def territory_of(user: Person) -> Territory:
    """Return what the agencies of ``user`` own; cached on the user object for the request."""
    memory = vars(user)
    if "_territory" not in memory:
        memory["_territory"] = _territory(agencies_of(user))
    return memory["_territory"]


def holds(user: Person, obj: object) -> bool:
    """Return whether ``obj`` belongs to one of the user's agencies, or is central and shared.

    Objects of a central app are shared by all users with a permission of that app. Always True
    for administrators. What the user may do with the object is decided by permissions.
    """
    if is_administrator(user):
        return True
    anchor = anchor_of(obj)
    if isinstance(anchor, Model) and anchor._meta.app_label in _central_apps:
        return bool(user.is_active and user.has_module_perms(anchor._meta.app_label))
    return _contains(territory_of(user), user, anchor)


def owners_of(obj: object) -> frozenset[int]:
    """Return the primary keys of the agencies that ``obj`` belongs to, empty for none."""
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
    """Return the object at the end of the owner relations of ``obj`` (see ``belongs_with``).

    That is a page, collection, site, user, group, agency or object of a central app, or ``obj``
    itself if its model declares no relation. None if a relation leads to no object.
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
    """Return whether a collection has no agency and the user may add or change files in it."""
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
