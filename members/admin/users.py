"""Wagtail's user views, without passwords, groups, active state and creation of accounts.

They are for ICT administrators. Accounts are created by invitation, and only their owners know the
password (decision 0023). Memberships and deactivation have side effects, so they are changed by
the views of ``members.admin`` only.
"""

from typing import Any

from django.forms import ModelForm
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn

# Registers the bulk actions that ``unregister_bulk_actions`` removes.
from wagtail.users import wagtail_hooks  # noqa: F401
from wagtail.users.forms import UserEditForm
from wagtail.users.views.bulk_actions import (
    AssignRoleBulkAction,
    DeleteBulkAction,
    SetActiveStateBulkAction,
)
from wagtail.users.views.users import DeleteView, IndexView, UserFilterSet, UserViewSet

from accounts.forms.sign_in import WholeNameForm
from sites.admin.deletion import ExplainedDeleteView, ExplainedDeletionMixin
from sites.hooks import unregister_hook


class AccountForm(WholeNameForm, UserEditForm):
    """Name and e-mail address of a user, and whether they are an ICT administrator."""

    password_enabled = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("groups", "is_active"):
            self.fields.pop(name, None)


def unregister_bulk_actions() -> None:
    """Unregister Wagtail's bulk actions on users, which would bypass journal and side effects."""
    for action in (AssignRoleBulkAction, DeleteBulkAction, SetActiveStateBulkAction):
        unregister_hook("register_bulk_action", action)


class AccountFilterSet(UserFilterSet):
    """Wagtail's user filters without groups; members of agencies have a list of their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.filters["group"]


class AccountIndexView(IndexView):
    """Wagtail's list of users without the checkboxes of bulk actions and without "Add"."""

    @property
    def columns(self) -> list[Any]:
        """Wagtail's columns without the checkboxes."""
        columns = super().columns
        return [column for column in columns if not isinstance(column, BulkActionsCheckboxColumn)]

    def get_add_url(self) -> None:
        return None


class AccountDeleteView(ExplainedDeleteView, DeleteView):
    """Confirmation of the deletion of an account, which is hardly ever what is wanted."""


class AccountViewSet(ExplainedDeletionMixin, UserViewSet):
    """Viewset to list, rename and delete users; they are created by invitation only."""

    index_view_class = AccountIndexView
    delete_view_class = AccountDeleteView
    deletion_consequences = _(
        "The account is gone for good, with its roles and its sign-in. What the person has "
        "written stays, without their name; the journal keeps the name. Nobody can undo it: to "
        "keep a person out, suspend them instead."
    )
    filterset_class = AccountFilterSet
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[ModelForm]:
        return AccountForm

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "add"]
