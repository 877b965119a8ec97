"""The group of the ICT department's authors: who may write and publish bulletins."""

from django.apps.registry import Apps
from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission

AUTHORS = "ICT authors"
CENTRAL_COLLECTION = "Bản tin"
_PERMISSIONS = {
    ("wagtailadmin", "access_admin"),
    ("bulletins", "add_bulletin"),
    ("bulletins", "change_bulletin"),
    ("bulletins", "delete_bulletin"),
    ("bulletins", "publish_bulletin"),
    ("wagtail_localize", "submit_translation"),
}


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
    collection = _central_collection()
    for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document")):
        for action in ("add", "change", "choose"):
            GroupCollectionPermission.objects.get_or_create(
                group=group,
                collection=collection,
                permission=Permission.objects.get(
                    content_type__app_label=app, codename=f"{action}_{model}"
                ),
            )
    labels = {label for label, _ in _PERMISSIONS}
    rows = Permission.objects.filter(content_type__app_label__in=labels)
    pairs = rows.values_list("content_type__app_label", "codename", "pk")
    group.permissions.set(
        [pk for label, codename, pk in pairs if (label, codename) in _PERMISSIONS]
    )
    return group


def _central_collection() -> Collection:
    root = Collection.get_first_root_node()
    collection = root.get_children().filter(name=CENTRAL_COLLECTION).first()
    return collection or root.add_child(name=CENTRAL_COLLECTION)
