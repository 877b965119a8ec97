"""The groups of those who work on bulletins: who writes, who publishes, who translates."""

from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import GroupCollectionPermission

from accounts.models import User
from sites.people.roles import register_central_role
from sites.permissions import FILE_MODELS, permission_ids, sync_global, sync_rows
from sites.shared_files import collection_named, shared_collection

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
        "bulletins.add_spokenform",
        "bulletins.change_spokenform",
        "bulletins.delete_spokenform",
        "search.add_synonymgroup",
        "search.change_synonymgroup",
        "search.delete_synonymgroup",
        PUBLISH,
        "wagtail_localize.submit_translation",
    },
    # What they may change is narrowed by bulletins.policies.
    TRANSLATORS: {
        "wagtailadmin.access_admin",
        "bulletins.change_bulletin",
        "wagtail_localize.submit_translation",
    },
}
FILE_ACTIONS = {
    AUTHORS: {"add", "change", "choose"},
    PUBLISHERS: {"add", "change", "choose"},
    TRANSLATORS: set[str](),
}


def register_roles() -> None:
    """Let ICT administrators give these roles."""
    for name, label in LABELS.items():
        register_central_role(name, label)


def writes_bulletins(user: User | AnonymousUser) -> bool:
    """Whether ``user`` may do anything to central bulletins, which all websites show."""
    return user.has_module_perms("bulletins")


def may_publish(user: User | AnonymousUser) -> bool:
    """Whether ``user`` decides what all websites show: an ICT publisher or administrator."""
    return user.has_perm(PUBLISH)


def publishers() -> QuerySet[User]:
    """Return everybody who can sign in and may publish bulletins."""
    return User.objects.with_perm(PUBLISH)


def sync_roles() -> None:
    """Make the groups and give each exactly the declared permissions; safe to run again.

    Pictures and files of bulletins lie in a collection of their own, so that a bulletin does
    not depend on what a unit keeps in its collection. Who writes bulletins also fills the
    collection all units choose from.
    """
    ids = permission_ids()
    collections = collection_named(CENTRAL_COLLECTION), shared_collection()
    for name, permissions in PERMISSIONS.items():
        group, _made = Group.objects.get_or_create(name=name)
        files = {
            (collection.pk, ids[f"{app}.{action}_{model}"])
            for collection in collections
            for model, app in FILE_MODELS.items()
            for action in FILE_ACTIONS[name]
        }
        sync_global(group, {ids[one] for one in permissions if one in ids})
        sync_rows(GroupCollectionPermission, group, "collection_id", files)
