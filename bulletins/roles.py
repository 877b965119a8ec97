"""The group of the ICT department's authors: who may write and publish bulletins."""

from django.apps.registry import Apps
from django.contrib.auth.models import Group
from wagtail.models import GroupCollectionPermission

from sites.permissions import FILE_MODELS, permission_ids, sync_global, sync_rows
from sites.shared_files import collection_named, shared_collection

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
    on what a unit keeps in its collection. It also fills the collection all units choose from.
    """
    group, _ = Group.objects.get_or_create(name=AUTHORS)
    ids = permission_ids()
    collections = collection_named(CENTRAL_COLLECTION), shared_collection()
    files = {
        (collection.pk, ids[f"{app}.{action}_{model}"])
        for collection in collections
        for model, app in FILE_MODELS.items()
        for action in FILE_ACTIONS
    }
    sync_global(group, {ids[name] for name in PERMISSIONS if name in ids})
    sync_rows(GroupCollectionPermission, group, "collection_id", files)
    return group
