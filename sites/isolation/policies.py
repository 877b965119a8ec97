"""Layer 3: permission policies that ask for the place as well as for the permission.

A box ticked by mistake on another agency's page or collection, or on the tree's root, gives a
member of an agency nothing.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.db.models.functions import Substr
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, Locale, Page, Site, Task, Workflow
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.collections import (
    CollectionManagementPermissionPolicy,
    CollectionOwnershipPermissionPolicy,
)
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.query import PageQuerySet

from accounts.models import User
from sites.isolation.access import Person, is_administrator
from sites.isolation.ownership import OWNER_PATH, territory_of
from sites.models import Agency, AgencyDocument, AgencyImage
from sites.page_owners import below

Narrowing = Callable[[PageQuerySet], PageQuerySet]
_narrowings: list[Narrowing] = []


def leave_out_of_lists(narrowing: Narrowing) -> None:
    """Let an app above keep pages of its own out of all lists that ask for a person's pages."""
    _narrowings.append(narrowing)


class OwnPagesPolicy(PagePermissionPolicy):
    """Permissions on pages count below one's own home pages only."""

    def instances_user_has_any_permission_for(
        self, user: Person, actions: Iterable[str]
    ) -> PageQuerySet:
        return _narrowed(super().instances_user_has_any_permission_for(user, actions))

    def explorable_instances(self, user: Person) -> PageQuerySet:
        return _narrowed(super().explorable_instances(user))

    def get_all_permissions_for_user(self, user: Person) -> QuerySet[Any]:
        permissions = super().get_all_permissions_for_user(user)
        if not user.is_authenticated or is_administrator(user):
            return permissions
        return permissions.filter(below("page__path", territory_of(user).pages))


class OwnFilesPolicy(CollectionOwnershipPermissionPolicy):
    """Permissions on collections count in one's own and in those that are no agency's."""

    def get_all_permissions_for_user(self, user: Person) -> QuerySet[Any]:
        permissions = super().get_all_permissions_for_user(user)
        if not user.is_authenticated or is_administrator(user):
            return permissions
        foreign = Agency.objects.exclude(pk__in=territory_of(user).agencies)
        owner = Substr("collection__path", 1, OWNER_PATH)
        below_root = permissions.filter(collection__depth__gt=1).annotate(owner_path=owner)
        return below_root.exclude(owner_path__in=foreign.values("collection__path"))


class AdministratorsOnlyPolicy(ModelPermissionPolicy):
    """For ICT administrators, whatever a group says."""

    def user_has_permission(self, user: Person, action: str) -> bool:
        return is_administrator(user)

    def user_has_any_permission(self, user: Person, actions: Any) -> bool:
        return is_administrator(user)

    def users_with_any_permission(self, actions: Any) -> QuerySet[User]:
        return User.objects.filter(is_active=True, is_superuser=True)


class CollectionsPolicy(CollectionManagementPermissionPolicy):
    """The collections themselves are made with their agencies."""

    def get_all_permissions_for_user(self, user: Person) -> QuerySet[Any]:
        permissions = super().get_all_permissions_for_user(user)
        return permissions if is_administrator(user) else permissions.none()


def register() -> None:
    """Put these in place of what Wagtail's apps registered when they became ready."""
    register_permission_policy(Page, OwnPagesPolicy())
    register_permission_policy(Collection, CollectionsPolicy(Collection))
    for files, permissions_of in ((AgencyImage, Image), (AgencyDocument, Document)):
        policy = OwnFilesPolicy(files, permissions_of, owner_field_name="uploaded_by_user")
        register_permission_policy(files, policy)
    for model in (User, Group, Site, Locale, Workflow, Task):
        register_permission_policy(model, AdministratorsOnlyPolicy(model))


def _narrowed(pages: PageQuerySet) -> PageQuerySet:
    for narrowing in _narrowings:
        pages = narrowing(pages)
    return pages
