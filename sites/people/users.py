"""Wagtail's screens for people, without passwords and without making accounts.

They are the ICT department's. An account begins with an invitation, and its password is known
to its owner alone; membership and suspension have consequences, which the screens beside see to.
"""

from typing import Any

from django.forms import ModelForm
from django.urls import URLPattern
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn

# Registers what is taken away below.
from wagtail.users import wagtail_hooks  # noqa: F401
from wagtail.users.forms import UserEditForm
from wagtail.users.views.bulk_actions import (
    AssignRoleBulkAction,
    DeleteBulkAction,
    SetActiveStateBulkAction,
)
from wagtail.users.views.users import IndexView, UserFilterSet, UserViewSet

from accounts.names import WholeNameForm
from sites.unhooking import unhook


class AccountForm(WholeNameForm, UserEditForm):
    """What somebody is called, and whether they are an ICT administrator."""

    password_enabled = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("groups", "is_active"):
            self.fields.pop(name, None)


def close_bulk_actions() -> None:
    """Take away the actions on several people at once: they pass by what must be recorded."""
    for action in (AssignRoleBulkAction, DeleteBulkAction, SetActiveStateBulkAction):
        unhook("register_bulk_action", action)


class PeopleFilterSet(UserFilterSet):
    """Without a box for each group; who belongs to which unit has a screen of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.filters["group"]


class AccountIndexView(IndexView):
    """Without boxes to tick: there are no actions on several people at once."""

    @property
    def columns(self) -> list[Any]:
        columns = super().columns
        return [one for one in columns if not isinstance(one, BulkActionsCheckboxColumn)]

    def get_add_url(self) -> None:
        return None


class AccountViewSet(UserViewSet):
    """List, rename and delete; people come by invitation only."""

    index_view_class = AccountIndexView
    filterset_class = PeopleFilterSet
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[ModelForm]:
        return AccountForm

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "add"]
