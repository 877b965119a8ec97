"""Isolation, layers 1 and 2: which agencies a user works for, and which own an object.

Only this module decides it. No other code checks superuser status or group names to find out which
objects belong to a user. See docs/features/isolation.md.

Most objects have the same owner as a related object: a revision that of its page, an image that of
its collection. Each model declares that relation once with ``register_owner``. Every chain of
relations ends at a page, collection, site, user, group or agency, whose owners are found here, or
at an object of a central app. All other objects are accessible to ICT administrators only.

Home pages are at depth 2 of the page tree, and their translations are siblings there; the tree path
of every page of a website begins with the path of one of them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Substr
from django.utils.translation import gettext as _
from wagtail.models import AbstractPage, Collection, Page, Site
from wagtail.permissions import policy_registry
from wagtail.query import PageQuerySet
from wagtail.utils.registry import ObjectTypeRegistry

from accounts.models import User
from accounts.permissions import AnyUser, is_administrator
from content.models import CustomDocument, CustomImage
from sites.models import Agency

# Moderators without whom the two-person rule cannot be kept.
MIN_MODERATORS = 2

HOME_DEPTH = 2
HOME_PATH_LENGTH = HOME_DEPTH * Page.steplen

# The collections of agencies are children of the root collection, as home pages are of the root.
OWNER_DEPTH = HOME_DEPTH
OWNER_PATH = HOME_PATH_LENGTH

_companions = ObjectTypeRegistry()
# By app label: the app whose permissions let users share its objects.
_central_apps: dict[str, str] = {}


def get_active_agency_ids(user: AnyUser) -> frozenset[int]:
    """Return the primary keys of the agencies that an active user is a member of.

    Empty for inactive and anonymous users, and for administrators who are members of no agency.
    """
    return get_member_agency_ids(user) if user.is_active else frozenset()


def get_moderated_agency_ids(user: AnyUser) -> frozenset[int]:
    """Return the primary keys of the agencies that an active user moderates."""
    return _get_memberships(user)[1] if user.is_active else frozenset()


def get_member_agency_ids(user: AnyUser) -> frozenset[int]:
    """Return the primary keys of the agencies that a user is a member of, active or inactive."""
    return _get_memberships(user)[0]


def list_moderators(agency: int) -> QuerySet[User]:
    """Return the active moderators of the agency with primary key ``agency``."""
    return User.objects.filter(is_active=True, groups__agency_as_moderators=agency)


def check_two_person_rule(agency: Agency) -> None:
    """Raise ValidationError if the agency has too few active moderators for the rule."""
    if list_moderators(agency.pk).count() < MIN_MODERATORS:
        raise ValidationError(
            _("The two-person rule needs at least two moderators who can sign in.")
        )


def _get_memberships(user: AnyUser) -> tuple[frozenset[int], frozenset[int]]:
    # Cached on the user object, which lives as long as a request.
    memory = vars(user)
    if "_agency_memberships" not in memory:
        groups = Group.objects.filter(user=user.pk) if user.pk else Group.objects.none()
        pairs = groups.values_list("agency_as_editors", "agency_as_moderators")
        editing = {agency for agency, _ in pairs if agency}
        moderating = {agency for _, agency in pairs if agency}
        memory["_agency_memberships"] = frozenset(editing | moderating), frozenset(moderating)
    return memory["_agency_memberships"]


def get_page_agency(page: Page) -> Agency | None:
    """Return the agency that owns ``page``, in any language, or None if no agency does."""
    if len(page.path) == HOME_PATH_LENGTH:
        # Works without a stored row: the home page may be just being created.
        return Agency.objects.filter(root_page__translation_key=page.translation_key).first()
    keys = Page.objects.filter(path=page.path[:HOME_PATH_LENGTH]).values("translation_key")
    return Agency.objects.filter(root_page__translation_key__in=keys).first()


def get_page_agencies(pages: Iterable[Page]) -> dict[int, Agency]:
    """Return the agencies of many pages by page primary key, in two queries.

    Pages that no agency owns are left out.
    """
    shown = with_agency(Page.objects.filter(pk__in=[page.pk for page in pages]))
    keys = dict(shown.order_by().values_list("pk", "agency_key"))
    agencies = Agency.objects.with_site().in_bulk({*keys.values()} - {None})
    return {pk: agencies[key] for pk, key in keys.items() if key}


def with_agency(pages: PageQuerySet) -> PageQuerySet:
    """Annotate pages with ``agency_key``, the primary key of the owner or None."""
    front = Page.objects.filter(path=Substr(OuterRef(OuterRef("path")), 1, HOME_PATH_LENGTH))
    agencies = Agency.objects.filter(
        root_page__translation_key=Subquery(front.values("translation_key"))
    )
    return pages.annotate(agency_key=Subquery(agencies.values("pk")[:1]))


def with_website_language(pages: PageQuerySet, language: str) -> PageQuerySet:
    """Annotate pages with ``has_language``: whether their website has that language (a code)."""
    home = Page.objects.filter(path=Substr(OuterRef(OuterRef("path")), 1, HOME_PATH_LENGTH))
    fronts = list_live_home_pages(language).filter(
        translation_key=Subquery(home.values("translation_key"))
    )
    return pages.annotate(has_language=Exists(fronts))


def list_home_pages(agencies: Iterable[int]) -> QuerySet[Page]:
    """Return the home pages, in all languages, of the agencies with these primary keys."""
    keys = Agency.objects.filter(pk__in=agencies).values("root_page__translation_key")
    return Page.objects.filter(depth=HOME_DEPTH, translation_key__in=keys)


def list_live_home_pages(language: str) -> QuerySet[Page]:
    """Return the live home pages in a language; these enable the language on their websites."""
    return Page.objects.filter(depth=HOME_DEPTH, live=True, locale__language_code=language)


def has_language(agency: Agency, language: str | None) -> bool:
    """Return whether an agency's website has a language; True for the default one and None."""
    if language in {None, settings.LANGUAGE_CODE}:
        return True
    root = Page.objects.filter(pk=agency.root_page_id)
    fronts = list_live_home_pages(str(language))
    return fronts.filter(translation_key__in=root.values("translation_key")).exists()


def list_agency_pages(agencies: Iterable[int]) -> QuerySet[Page]:
    """Return all pages of the agencies with these primary keys."""
    return Page.objects.filter(
        descendants_q("path", list_home_pages(agencies).values_list("path", flat=True))
    )


def descendants_q(field: str, paths: Iterable[str]) -> Q:
    """Return the condition that the tree path in ``field`` is one of ``paths`` or below one.

    Without paths it matches nothing.
    """
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def with_home_path(pages: QuerySet) -> QuerySet:
    """Annotate pages with ``home_path``, the tree path of the home page above each of them."""
    return pages.annotate(home_path=Substr("path", 1, HOME_PATH_LENGTH))


@dataclass(frozen=True)
class TenantScope:
    """Keys of what a user's agencies own, from which the owner of any object can be decided.

    ``agencies`` and ``sites`` are primary keys; ``pages`` and ``collections`` are the tree paths
    of the agencies' home pages (in all languages) and collections.
    """

    agencies: frozenset[int]
    pages: frozenset[str]
    collections: frozenset[str]
    sites: frozenset[int]


def register_owner(*models: type[Model]) -> Callable[[Callable[[Any], Any]], Callable[[Any], Any]]:
    """Register the decorated function as the one that finds the owner of objects of ``models``.

    The function takes an object and returns the related object with the same owner, or None.
    """

    def register(companion: Callable[[Any], Any]) -> Callable[[Any], Any]:
        for model in models:
            # The registry would call a bare function; the tuple makes it return the function.
            _companions.register(model, value=(companion,))
        return companion

    return register


def register_central_app(app_label: str, shared_with: str = "") -> None:
    """Declare the objects of an app central, so that no agency owns them.

    They are shared by all users with any permission of the app labelled ``shared_with``, by
    default of the app itself.
    """
    _central_apps[app_label] = shared_with or app_label


def get_tenant_scope(user: AnyUser) -> TenantScope:
    """Return what the agencies of ``user`` own; cached on the user object for the request."""
    memory = vars(user)
    if "_tenant_scope" not in memory:
        memory["_tenant_scope"] = _build_tenant_scope(get_active_agency_ids(user))
    return memory["_tenant_scope"]


def user_owns(user: AnyUser, obj: object) -> bool:
    """Return whether ``obj`` belongs to one of the user's agencies, or is central and shared.

    Objects of a central app are shared by all users with a permission of that app. Always True
    for administrators. What the user may do with the object is decided by permissions.
    """
    if is_administrator(user):
        return True
    anchor = get_owner_object(obj)
    if isinstance(anchor, Model) and anchor._meta.app_label in _central_apps:
        app_label = _central_apps[anchor._meta.app_label]
        return bool(user.is_active and user.has_module_perms(app_label))
    return _contains(get_tenant_scope(user), user, anchor)


def get_owner_ids(obj: object) -> frozenset[int]:
    """Return the primary keys of the agencies that ``obj`` belongs to, empty for none."""
    anchor = get_owner_object(obj)
    if isinstance(anchor, User):
        return get_member_agency_ids(anchor)
    where: Q | None = None
    if isinstance(anchor, AbstractPage):
        agency = get_page_agency(anchor)
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


def get_owner_object(obj: object) -> object:
    """Return the object at the end of the owner relations of ``obj`` (see ``register_owner``).

    That is a page, collection, site, user, group, agency or object of a central app, or ``obj``
    itself if its model declares no relation. None if a relation leads to no object.
    """
    while companion := _companions.get_by_type(type(obj)):
        obj = companion[0](obj)
    return obj


def _build_tenant_scope(agencies: frozenset[int]) -> TenantScope:
    rows = Agency.objects.filter(pk__in=agencies).values_list("collection__path", "site_id")
    return TenantScope(
        agencies=agencies,
        pages=frozenset(list_home_pages(agencies).values_list("path", flat=True)),
        collections=frozenset(path for path, _ in rows),
        sites=frozenset(site for _, site in rows),
    )


def _contains(territory: TenantScope, user: AnyUser, anchor: object) -> bool:
    match anchor:
        case AbstractPage():
            return anchor.path[:OWNER_PATH] in territory.pages
        case Collection():
            own = anchor.path[:OWNER_PATH] in territory.collections
            return own or _can_change_shared(user, anchor)
        case Site():
            return anchor.pk in territory.sites
        case Agency():
            return anchor.pk in territory.agencies
        case User():
            return anchor.pk == user.pk or _is_colleague(territory, anchor)
        case Group():
            return not get_owner_ids(anchor).isdisjoint(territory.agencies)
    return False


def _can_change_shared(user: AnyUser, collection: Collection) -> bool:
    """Return whether a collection has no agency and the user may add or change files in it."""
    if collection.depth < OWNER_DEPTH or get_owner_ids(collection):
        return False
    return any(
        policy_registry.get_by_type(model)
        .collections_user_has_any_permission_for(user, ["add", "change"])
        .filter(pk=collection.pk)
        .exists()
        for model in (CustomImage, CustomDocument)
    )


def _is_colleague(territory: TenantScope, person: User) -> bool:
    return not person.is_superuser and not get_member_agency_ids(person).isdisjoint(
        territory.agencies
    )
