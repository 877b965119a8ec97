"""Declared permissions of an agency's two groups, and functions that sync groups to them.

Apps above declare the permissions of their own groups and sync them with the same functions. The
collection of shared pictures and documents, from which every agency may choose, is here too.
"""

from collections.abc import Iterable

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
def sync_permissions(agency: Agency) -> int:
    """Make the permissions of an agency's two groups exactly the declared ones.

    The groups of an archived agency keep access to the admin and nothing else. Return the number
    of permissions added or removed, 0 if nothing differed.
    """
    homes = list(list_home_pages([agency.pk]).values_list("pk", flat=True))
    ids = get_permission_ids()
    shared = get_shared_collection().pk
    changed = 0
    for role in ROLES:
        group = getattr(agency, role)
        actions = PAGE_ACTIONS[role]
        if role == "editors" and not list_moderators(agency.pk).exists():
            actions = UNREVIEWED_EDITORS
        pages = {(pk, ids[f"wagtailcore.{action}_page"]) for pk in homes for action in actions}
        files = {
            (collection, ids[f"{app}.{action}_{model}"])
            for model, app in FILE_MODELS.items()
            for collection, actions in (
                (agency.collection_id, FILE_ACTIONS[role]),
                (shared, SHARED_FILE_ACTIONS),
            )
            for action in actions
        }
        settings = {(agency.site_id, ids[f"agencies.{name}"]) for name in SITE_SETTINGS[role]}
        general = GLOBAL
        if agency.is_archived:
            pages = files = settings = set()
            general = {"wagtailadmin.access_admin"}
        changed += sync_global(group, {ids[name] for name in general})
        changed += sync_rows(GroupPagePermission, group, "page_id", pages)
        changed += sync_rows(GroupCollectionPermission, group, "collection_id", files)
        changed += sync_rows(GroupSitePermission, group, "site_id", settings)
    return changed


def get_permission_ids() -> dict[str, int]:
    """Return the primary key of every permission by name, as in ``wagtailcore.add_page``."""
    rows = Permission.objects.all()
    return {
        f"{label}.{codename}": pk
        for label, codename, pk in rows.values_list("content_type__app_label", "codename", "pk")
    }


def sync_global(group: Group, wanted: set[int]) -> int:
    """Give a group exactly these model permissions; return how many were added or removed.

    ``wanted`` are primary keys of permissions.
    """
    existing = set(group.permissions.values_list("pk", flat=True))
    if existing != wanted:
        group.permissions.set(wanted)
    return len(existing ^ wanted)


def sync_rows(
    model: type[GroupPagePermission | GroupCollectionPermission | GroupSitePermission],
    group: Group,
    target: str,
    wanted: Iterable[tuple[int, int]],
) -> int:
    """Give a group exactly the ``wanted`` permissions on pages, collections or sites.

    ``target`` is the name of the foreign key column, for example ``page_id``; ``wanted`` holds
    pairs of its value and the primary key of a permission. Return how many were added or removed.
    """
    rows = model._default_manager.filter(group=group)
    existing = {(getattr(row, target), row.permission_id): row.pk for row in rows}
    wanted = set(wanted)
    surplus = [pk for key, pk in existing.items() if key not in wanted]
    missing = wanted - existing.keys()
    model._default_manager.filter(pk__in=surplus).delete()
    model._default_manager.bulk_create(
        [model(group=group, permission_id=pk, **{target: owner}) for owner, pk in missing]
    )
    return len(surplus) + len(missing)
