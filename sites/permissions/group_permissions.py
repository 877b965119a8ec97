"""Declared permissions of an agency's two groups, and functions that sync groups to them.

Apps above declare the permissions of their own groups and sync them with the same functions. The
collection of shared pictures and documents, from which every agency may choose, is here too.
"""

from collections.abc import Mapping

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
)

from sites.models import Agency
from sites.permissions.ownership import list_home_pages, list_moderators

SHARED_COLLECTION = "Dùng chung"

ROLES = ("editors", "moderators")
PAGE_ACTIONS = {
    "editors": {"add", "change"},
    "moderators": {"add", "change", "publish", "lock", "unlock"},
}
# Of editors in an agency without moderators who can sign in: nobody else could publish.
UNREVIEWED_EDITORS = PAGE_ACTIONS["editors"] | {"publish"}
FILE_ACTIONS = {
    "editors": {"add", "choose"},
    "moderators": {"add", "change", "choose"},
}
GLOBAL = {"wagtailadmin.access_admin", "wagtail_localize.submit_translation"}
SHARED_FILE_ACTIONS = {"choose"}
# Codenames in the app ``agencies``. Wagtail stores one permission per site and settings model.
SITE_SETTINGS = {"editors": set[str](), "moderators": {"change_agencysettings"}}
# Model name → app label of the permissions, which are those of Wagtail's own models even with
# custom image and document models.
FILE_MODELS = {"image": "wagtailimages", "document": "wagtaildocs"}
# Primary keys of a page, collection or site, and of a permission on it.
Pairs = set[tuple[int, int]]


def get_or_create_collection(name: str) -> Collection:
    """Return the collection ``name`` directly below the root; create it if it is missing."""
    existing = Collection.objects.filter(depth=2, name=name).first()
    return existing or Collection.get_first_root_node().add_child(name=name)


def get_shared_collection() -> Collection:
    """Return the shared collection: the ICT department fills it, all agencies choose from it.

    Creates it if it is missing.
    """
    return get_or_create_collection(SHARED_COLLECTION)


@transaction.atomic
def sync_permissions(agency: Agency, *, is_new: bool = False) -> int:
    """Make the permissions of an agency's two groups exactly the declared ones.

    The groups of an archived agency keep access to the admin and nothing else. ``is_new``: its
    groups were just made, so that they have neither members nor permissions to look for. Return the
    number of permissions added or removed, 0 if nothing differed.
    """
    homes = list(list_home_pages([agency.pk]).values_list("pk", flat=True))
    ids = get_permission_ids()
    shared = get_shared_collection().pk
    general: dict[Group, set[int]] = {}
    pages: dict[Group, Pairs] = {}
    files: dict[Group, Pairs] = {}
    settings: dict[Group, Pairs] = {}
    for role in ROLES:
        group = getattr(agency, role)
        general[group] = {ids[name] for name in GLOBAL}
        actions = PAGE_ACTIONS[role]
        if role == "editors" and (is_new or not list_moderators(agency.pk).exists()):
            actions = UNREVIEWED_EDITORS
        pages[group] = {
            (pk, ids[f"wagtailcore.{action}_page"]) for pk in homes for action in actions
        }
        files[group] = {
            (collection, ids[f"{app}.{action}_{model}"])
            for model, app in FILE_MODELS.items()
            for collection, actions in (
                (agency.collection_id, FILE_ACTIONS[role]),
                (shared, SHARED_FILE_ACTIONS),
            )
            for action in actions
        }
        settings[group] = {
            (agency.site_id, ids[f"agencies.{name}"]) for name in SITE_SETTINGS[role]
        }
        if agency.is_archived:
            general[group] = {ids["wagtailadmin.access_admin"]}
            pages[group] = files[group] = settings[group] = set()
    return (
        sync_global(general, is_new=is_new)
        + sync_rows(GroupPagePermission, "page_id", pages, is_new=is_new)
        + sync_rows(GroupCollectionPermission, "collection_id", files, is_new=is_new)
        + sync_rows(GroupSitePermission, "site_id", settings, is_new=is_new)
    )


def get_permission_ids() -> dict[str, int]:
    """Return the primary key of every permission by name, as in ``wagtailcore.add_page``."""
    rows = Permission.objects.all()
    return {
        f"{label}.{codename}": pk
        for label, codename, pk in rows.values_list("content_type__app_label", "codename", "pk")
    }


def sync_global(wanted: Mapping[Group, set[int]], *, is_new: bool = False) -> int:
    """Give groups exactly these model permissions; return how many were added or removed.

    ``wanted``: for each group the primary keys of its permissions. ``is_new``: they have none.
    """
    existing: dict[int, set[int]] = {group.pk: set() for group in wanted}
    rows = Group.permissions.through.objects.filter(group__in=[] if is_new else list(wanted))
    for group_key, permission in rows.values_list("group_id", "permission_id"):
        existing[group_key].add(permission)
    changed = 0
    for group, keys in wanted.items():
        surplus, missing = existing[group.pk] - keys, keys - existing[group.pk]
        if surplus:
            group.permissions.remove(*surplus)
        if missing:
            group.permissions.add(*missing)
        changed += len(surplus) + len(missing)
    return changed


def sync_rows(
    model: type[GroupPagePermission | GroupCollectionPermission | GroupSitePermission],
    target: str,
    wanted: Mapping[Group, Pairs],
    *,
    is_new: bool = False,
) -> int:
    """Give groups exactly the ``wanted`` permissions on pages, collections or sites.

    ``target`` is the name of the foreign key column, for example ``page_id``; ``wanted`` holds for
    each group pairs of its value and the primary key of a permission; ``is_new``: it has none.
    Return how many were added or removed.
    """
    rows = model._default_manager.filter(group__in=[] if is_new else list(wanted))
    existing = {(row.group_id, getattr(row, target), row.permission_id): row.pk for row in rows}
    keys = {(group.pk, *pair) for group, pairs in wanted.items() for pair in pairs}
    surplus = [pk for key, pk in existing.items() if key not in keys]
    missing = keys - existing.keys()
    model._default_manager.filter(pk__in=surplus).delete()
    model._default_manager.bulk_create(
        [model(group_id=group, permission_id=pk, **{target: owner}) for group, owner, pk in missing]
    )
    return len(surplus) + len(missing)
