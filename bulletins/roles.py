"""The group of the ICT department's authors: who may write and publish bulletins."""

from django.contrib.auth.models import Group, Permission

AUTHORS = "ICT authors"
_PERMISSIONS = {
    ("wagtailadmin", "access_admin"),
    ("bulletins", "add_bulletin"),
    ("bulletins", "change_bulletin"),
    ("bulletins", "delete_bulletin"),
    ("bulletins", "publish_bulletin"),
    ("wagtail_localize", "submit_translation"),
}


def sync_authors(**kwargs: object) -> Group:
    """Make the group and give it exactly the declared permissions; safe to run again."""
    group, _ = Group.objects.get_or_create(name=AUTHORS)
    labels = {label for label, _ in _PERMISSIONS}
    rows = Permission.objects.filter(content_type__app_label__in=labels)
    pairs = rows.values_list("content_type__app_label", "codename", "pk")
    group.permissions.set(
        [pk for label, codename, pk in pairs if (label, codename) in _PERMISSIONS]
    )
    return group
