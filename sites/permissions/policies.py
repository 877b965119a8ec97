"""Isolation, layer 3: permission policies that apply only to objects of the user's agencies.

A group permission granted by mistake on another agency's page or collection, or on the root,
gives a member of an agency no access. See docs/features/isolation.md. ``AgencyPolicy`` is the
policy of agencies themselves in the admin.
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
from accounts.permissions import AnyUser, is_administrator
from content.models import CustomDocument, CustomImage
from sites.models import Agency
from sites.permissions.ownership import OWNER_PATH, descendants_q, get_owner_ids, get_tenant_scope
from sites.permissions.translators import (
    can_translate_into,
    get_confinement,
    restrict_to_languages,
)

ListFilter = Callable[[PageQuerySet], PageQuerySet]
_narrowings: list[ListFilter] = []


def register_list_filter(narrowing: ListFilter) -> None:
    """Register a filter for all querysets of the pages that a user has permissions on.

    ``narrowing``: takes and returns a ``PageQuerySet``. Apps above use it to hide pages, such as
    those in the trash.
    """
    _narrowings.append(narrowing)


class TenantPagePolicy(PagePermissionPolicy):
    """Page policy that ignores permissions outside the home pages of the user's agencies.

    Of a translator who is confined to some languages, also those on pages in other languages.
    """

    def instances_user_has_any_permission_for(
        self, user: AnyUser, actions: Iterable[str]
    ) -> PageQuerySet:
        return _apply_list_filters(super().instances_user_has_any_permission_for(user, actions))

    def explorable_instances(self, user: AnyUser) -> PageQuerySet:
        return _apply_list_filters(super().explorable_instances(user))

    def get_all_permissions_for_user(self, user: AnyUser) -> QuerySet[Any]:
        permissions = super().get_all_permissions_for_user(user)
        if not user.is_authenticated or is_administrator(user):
            return permissions
        own = permissions.filter(descendants_q("page__path", get_tenant_scope(user).pages))
        return restrict_to_languages(own, user)

    def is_translator(self, user: AnyUser, page: Page) -> bool:
        """Return whether ``user`` only translates the pages of the agency that owns ``page``."""
        return bool(get_owner_ids(page) & get_confinement(user).keys())

    def can_translate_into(self, user: AnyUser, page: Page, language: str) -> bool:
        """Return whether the user's confinement, if any, leaves this language of the page."""
        return all(can_translate_into(user, agency, language) for agency in get_owner_ids(page))


class TenantFilePolicy(CollectionOwnershipPermissionPolicy):
    """File policy that ignores permissions on collections of agencies the user is no member of.

    Permissions on collections without an agency apply; those on the root collection do not.
    """

    def may_decide(self, user: AnyUser, file: Any) -> bool:
        """Return whether the user may change every file of the collection, whoever uploaded it."""
        allowed: bool = self._check_perm(user, {"change"}, collection=file.collection)
        return allowed

    def get_all_permissions_for_user(self, user: AnyUser) -> QuerySet[Any]:
        permissions = super().get_all_permissions_for_user(user)
        if not user.is_authenticated or is_administrator(user):
            return permissions
        foreign = Agency.objects.exclude(pk__in=get_tenant_scope(user).agencies)
        owner = Substr("collection__path", 1, OWNER_PATH)
        below_root = permissions.filter(collection__depth__gt=1).annotate(owner_path=owner)
        return below_root.exclude(owner_path__in=foreign.values("collection__path"))


class AdministratorsOnlyPolicy(ModelPermissionPolicy):
    """Model policy that allows ICT administrators only, whatever permissions groups have."""

    def user_has_permission(self, user: AnyUser, action: str) -> bool:
        return is_administrator(user)

    def user_has_any_permission(self, user: AnyUser, actions: Any) -> bool:
        return is_administrator(user)

    def users_with_any_permission(self, actions: Any) -> QuerySet[User]:
        return User.objects.filter(is_active=True, is_superuser=True)


class TenantCollectionPolicy(CollectionManagementPermissionPolicy):
    """Collection policy that lets only ICT administrators manage collections.

    The collection of an agency is created together with the agency.
    """

    def get_all_permissions_for_user(self, user: AnyUser) -> QuerySet[Any]:
        permissions = super().get_all_permissions_for_user(user)
        return permissions if is_administrator(user) else permissions.none()


def register() -> None:
    """Register the policies in place of those that Wagtail's apps registered in ``ready``."""
    register_permission_policy(Page, TenantPagePolicy())
    register_permission_policy(Collection, TenantCollectionPolicy(Collection))
    for files, permissions_of in ((CustomImage, Image), (CustomDocument, Document)):
        policy = TenantFilePolicy(files, permissions_of, owner_field_name="uploaded_by_user")
        register_permission_policy(files, policy)
    for model in (User, Group, Site, Locale, Workflow, Task):
        register_permission_policy(model, AdministratorsOnlyPolicy(model))


def _apply_list_filters(pages: PageQuerySet) -> PageQuerySet:
    for narrowing in _narrowings:
        pages = narrowing(pages)
    return pages


class AgencyPolicy(ModelPermissionPolicy):
    """A model permission policy that allows nobody to delete an agency.

    What an agency published belongs to the public record.
    """

    def user_has_permission(self, user: AnyUser, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: AnyUser, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)
