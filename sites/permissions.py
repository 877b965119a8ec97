"""Permissions of groups, declared once and repaired on demand.

What an agency's editors and moderators may do is declared here; apps above declare groups of
their own and bring them in line by the same functions.
"""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
)

from sites.isolation.access import moderators_of
from sites.models import Agency
from sites.page_owners import homes_of
from sites.shared_files import shared_collection

ROLES = ("editors", "moderators")
PAGE_ACTIONS = {
    "editors": {"add", "change"},
    "moderators": {"add", "change", "publish", "lock", "unlock"},
}
# Where nobody could approve what they write, editors publish it themselves.
UNREVIEWED_EDITORS = PAGE_ACTIONS["editors"] | {"publish"}
FILE_ACTIONS = {
    "editors": {"add", "choose"},
    "moderators": {"add", "change", "choose"},
}
GLOBAL = {"wagtailadmin.access_admin", "wagtail_localize.submit_translation"}
SHARED_FILE_ACTIONS = {"choose"}
# Wagtail stores one permission per site and settings model.
SITE_SETTINGS = {"editors": set[str](), "moderators": {"change_agencysettings"}}
# The permissions are those of Wagtail's own models, also where the models are ours.
FILE_MODELS = {"image": "wagtailimages", "document": "wagtaildocs"}


@transaction.atomic
def sync_permissions(agency: Agency) -> int:
    """Make the permissions of an agency's two groups exactly the declared ones.

    Where the unit has ended, the groups keep the way into the admin and nothing else.
    Returns the number of permissions that were added or taken away, 0 when nothing had drifted.
    """
    homes = list(homes_of([agency.pk]).values_list("pk", flat=True))
    ids = permission_ids()
    shared = shared_collection().pk
    changed = 0
    for role in ROLES:
        group = getattr(agency, role)
        actions = PAGE_ACTIONS[role]
        if role == "editors" and not moderators_of(agency.pk).exists():
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


def permission_ids() -> dict[str, int]:
    """Return the key of every permission by its name, for example ``wagtailcore.add_page``."""
    rows = Permission.objects.all()
    return {
        f"{label}.{codename}": pk
        for label, codename, pk in rows.values_list("content_type__app_label", "codename", "pk")
    }


def sync_global(group: Group, wanted: set[int]) -> int:
    """Give a group exactly these permissions; return how many were added or taken away."""
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

    ``target`` names the field of what they hold for (``page_id`` …); ``wanted`` has pairs of its
    key and a permission's. Returns how many were added or taken away.
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
