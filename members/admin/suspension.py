"""Mixins of the pages that suspend a person and lift the suspension.

A unit's moderators come to them from the members of their unit, ICT administrators also from the
person's page.
"""

from typing import Any

from django.forms import Form
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from accounts.models import User
from members.admin.base import MembersFormView
from members.admin.consequences import (
    list_reactivation_consequences,
    list_suspension_consequences,
)
from members.models import RoleChange
from members.services import membership


class DeactivationMixin(MembersFormView):
    """Page that deactivates the account of ``member``."""

    member: User
    page_title = gettext_lazy("Suspend")
    button_label = gettext_lazy("Yes, suspend")
    is_serious = True
    done_message = gettext_lazy(
        "%(name)s is suspended and signed out everywhere. What this person has written stays."
    )

    @property
    def consequences(self) -> list[str]:
        """What the person loses, who goes on, and how to undo it."""
        return list_suspension_consequences(self.member, by=self.by)

    def perform(self, form: Form) -> RoleChange | None:
        """Deactivate the account, or return the change that waits."""
        return membership.deactivate_user(user=self.member, by=self.by)

    def get_undo_url(self) -> str:
        """Return where the account is reactivated."""
        raise NotImplementedError

    def list_done_buttons(self) -> list[Any]:
        """Return the button that leads to lifting the suspension."""
        return [messages.button(self.get_undo_url(), _("Lift the suspension"))]


class ReactivationMixin(MembersFormView):
    """Page that reactivates the account of ``member``."""

    member: User
    page_title = gettext_lazy("Lift the suspension")
    button_label = gettext_lazy("Yes, restore")
    done_message = gettext_lazy("%(name)s can sign in again, with the roles as before.")

    @property
    def consequences(self) -> list[str]:
        """What the person may do again."""
        return list_reactivation_consequences(self.member, by=self.by)

    def perform(self, form: Form) -> RoleChange | None:
        """Reactivate the account, or return the change that waits."""
        return membership.reactivate_user(user=self.member, by=self.by)
