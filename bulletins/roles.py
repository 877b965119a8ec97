"""The group of the ICT department's authors: who may write and publish bulletins."""

from django.apps.registry import Apps
from django.contrib.auth.models import AnonymousUser, Group
from wagtail.models import Collection, GroupCollectionPermission

from accounts.models import User
from sites.permissions import FILE_MODELS, permission_ids, sync_global, sync_rows

AUTHORS = "ICT authors"
CENTRAL_COLLECTION = "Bản tin"
PERMISSIONS = {
    "wagtailadmin.access_admin",
    "bulletins.add_bulletin",
    "bulletins.change_bulletin",
    "bulletins.delete_bulletin",
    "bulletins.publish_bulletin",
    "wagtail_localize.submit_translation",
}
FILE_ACTIONS = {"add", "change", "choose"}


def writes_bulletins(user: User | AnonymousUser) -> bool:
    """Whether ``user`` may do anything to central bulletins, which all websites show."""
    return any(user.has_perm(name) for name in PERMISSIONS if name.startswith("bulletins."))


def sync_after_migrating(apps: Apps, **kwargs: object) -> None:
    """Make the group once all tables it needs are there."""
    try:
        apps.get_model("wagtailcore", "GroupCollectionPermission")
    except LookupError:
        return
    sync_authors()


def sync_authors() -> Group:
    """Make the group and give it exactly the declared permissions; safe to run again.

    Its pictures and files lie in a collection of their own, so that a bulletin does not depend
    on what a unit keeps in its collection.
    """
    group, _ = Group.objects.get_or_create(name=AUTHORS)
    ids = permission_ids()
    collection = _central_collection()
    files = {
        (collection.pk, ids[f"{app}.{action}_{model}"])
        for model, app in FILE_MODELS.items()
        for action in FILE_ACTIONS
    }
    sync_global(group, {ids[name] for name in PERMISSIONS if name in ids})
    sync_rows(GroupCollectionPermission, group, "collection_id", files)
    return group


def _central_collection() -> Collection:
    root = Collection.get_first_root_node()
    collection = root.get_children().filter(name=CENTRAL_COLLECTION).first()
    return collection or root.add_child(name=CENTRAL_COLLECTION)
