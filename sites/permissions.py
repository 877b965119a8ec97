"""What an agency's editors and moderators may do, declared once and repaired on demand."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    Page,
)

from sites.models import Agency

PAGE_ACTIONS = {
    "editors": {"add", "change"},
    "moderators": {"add", "change", "publish", "lock", "unlock"},
}
FILE_ACTIONS = {
    "editors": {"add", "choose"},
    "moderators": {"add", "change", "choose"},
}
# Wagtail stores one permission per site and settings model.
SITE_SETTINGS = {"editors": set[str](), "moderators": {"change_agencysettings"}}
# The permissions are those of Wagtail's own models, also where the models are ours.
FILE_MODELS = {"image": "wagtailimages", "document": "wagtaildocs"}


@transaction.atomic
def sync_permissions(agency: Agency) -> int:
    """Make the permissions of an agency's two groups exactly the declared ones.

    Returns the number of permissions that were added or taken away, 0 when nothing had drifted.
    """
    homes = list(
        Page.objects.filter(translation_key=agency.root_page.translation_key).values_list(
            "pk", flat=True
        )
    )
    ids = _permission_ids()
    changed = 0
    for role, group in (("editors", agency.editors), ("moderators", agency.moderators)):
        pages = {(pk, ids[f"wagtailcore.{a}_page"]) for pk in homes for a in PAGE_ACTIONS[role]}
        files = {
            (agency.collection_id, ids[f"{app}.{action}_{model}"])
            for model, app in FILE_MODELS.items()
            for action in FILE_ACTIONS[role]
        }
        settings = {(agency.site_id, ids[f"agencies.{name}"]) for name in SITE_SETTINGS[role]}
        changed += _sync_global(group, {ids["wagtailadmin.access_admin"]})
        changed += _sync(GroupPagePermission, group, "page_id", pages)
        changed += _sync(GroupCollectionPermission, group, "collection_id", files)
        changed += _sync(GroupSitePermission, group, "site_id", settings)
    return changed


def _permission_ids() -> dict[str, int]:
    labels = ["wagtailadmin", "wagtailcore", "agencies", *FILE_MODELS.values()]
    rows = Permission.objects.filter(content_type__app_label__in=labels)
    return {
        f"{label}.{codename}": pk
        for label, codename, pk in rows.values_list("content_type__app_label", "codename", "pk")
    }


def _sync_global(group: Group, wanted: set[int]) -> int:
    existing = set(group.permissions.values_list("pk", flat=True))
    if existing != wanted:
        group.permissions.set(wanted)
    return len(existing ^ wanted)


def _sync(
    model: type[GroupPagePermission | GroupCollectionPermission | GroupSitePermission],
    group: Group,
    target: str,
    wanted: Iterable[tuple[int, int]],
) -> int:
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
