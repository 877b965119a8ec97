"""The groups of the ICT department that write, publish and translate bulletins."""

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import GroupCollectionPermission

from accounts.models import User
from accounts.permissions import AnyUser
from members.roles import register_central_role
from sites.permissions.group_permissions import (
    FILE_MODELS,
    get_or_create_collection,
    get_permission_ids,
    get_shared_collection,
    sync_global,
    sync_rows,
)

AUTHORS = "ICT authors"
PUBLISHERS = "ICT publishers"
TRANSLATORS = "Translators"
LABELS = {
    AUTHORS: _("Author of bulletins"),
    PUBLISHERS: _("Publisher of bulletins"),
    TRANSLATORS: _("Translator of bulletins"),
}
CENTRAL_COLLECTION = "Bản tin"

PUBLISH = "bulletins.publish_bulletin"
_WRITING = {"wagtailadmin.access_admin", "bulletins.add_bulletin", "bulletins.change_bulletin"}
PERMISSIONS = {
    AUTHORS: _WRITING,
    PUBLISHERS: _WRITING
    | {
        "agencies.add_agencygroup",
        "agencies.change_agencygroup",
        "agencies.delete_agencygroup",
        "bulletins.delete_bulletin",
        "bulletins.add_bulletintemplate",
        "bulletins.change_bulletintemplate",
        "bulletins.delete_bulletintemplate",
        "bulletins.add_eventtype",
        "bulletins.change_eventtype",
        "bulletins.delete_eventtype",
        "desk.add_glossaryterm",
        "desk.change_glossaryterm",
        "desk.delete_glossaryterm",
        "channels.add_spokenform",
        "channels.change_spokenform",
        "channels.delete_spokenform",
        "channels.add_recordinglanguage",
        "channels.change_recordinglanguage",
        "channels.delete_recordinglanguage",
        "search.add_synonymgroup",
        "search.change_synonymgroup",
        "search.delete_synonymgroup",
        PUBLISH,
        "wagtail_localize.submit_translation",
    },
    # ``bulletins.admin.access`` restricts this to translations.
    TRANSLATORS: {
        "wagtailadmin.access_admin",
        "bulletins.change_bulletin",
        "wagtail_localize.submit_translation",
    },
}
FILE_ACTIONS = {
    # They change what they uploaded, until something public shows it.
    AUTHORS: {"add", "choose"},
    PUBLISHERS: {"add", "change", "choose"},
    TRANSLATORS: set[str](),
}


def register_roles() -> None:
    """Register the groups as roles that ICT administrators can grant."""
    for name, label in LABELS.items():
        register_central_role(name, label, is_translator=name == TRANSLATORS)


def can_write_bulletins(user: AnyUser) -> bool:
    """Return whether ``user`` has any permission of the app ``bulletins``."""
    return user.has_module_perms("bulletins")


def can_add_bulletins(user: AnyUser) -> bool:
    """Return whether ``user`` may write bulletins of their own: not translators."""
    return user.has_perm("bulletins.add_bulletin")


def can_publish(user: AnyUser) -> bool:
    """Return whether ``user`` may publish bulletins: an ICT publisher or administrator."""
    return user.has_perm(PUBLISH)


def list_publishers() -> QuerySet[User]:
    """Return all active users who may publish bulletins."""
    return User.objects.with_perm(PUBLISH)


def sync_roles() -> None:
    """Create the groups and set exactly the declared permissions; idempotent, run after migrate.

    Images and documents of bulletins have their own collection (``CENTRAL_COLLECTION``), so that
    a bulletin does not depend on files of an agency. Authors and publishers also fill the shared
    collection, from which all agencies choose; publishers decide about files that are in use.
    """
    ids = get_permission_ids()
    collections = get_or_create_collection(CENTRAL_COLLECTION), get_shared_collection()
    for name, permissions in PERMISSIONS.items():
        group, _made = Group.objects.get_or_create(name=name)
        files = {
            (collection.pk, ids[f"{app}.{action}_{model}"])
            for collection in collections
            for model, app in FILE_MODELS.items()
            for action in FILE_ACTIONS[name]
        }
        general = {ids[permission] for permission in permissions if permission in ids}
        sync_global({group: general})
        sync_rows(GroupCollectionPermission, "collection_id", {group: files})
