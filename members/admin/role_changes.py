"""Views in which a waiting role change is confirmed, objected to or cancelled."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.utils import get_user_display_name

from accounts.models import User
from accounts.permissions import is_administrator
from members.admin.base import MembersFormView
from members.models import RoleChange, RoleChangeOutcome
from members.permissions import list_managed_agencies
from members.services import role_changes as decisions
from members.services.role_change_requests import can_cancel, can_object


class RoleChangeView(ABC, MembersFormView):
    """Base view to decide an undecided role change of an agency that the user manages.

    Subclasses set ``decide``, a service called with ``change`` and ``by``, and ``sentences`` that
    say what the decision does. Answers 404 for other changes and if ``is_allowed`` is False.
    """

    decide: Callable[..., None]
    sentences: tuple[Promise, ...]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        managed = list_managed_agencies(request.user)
        changes = RoleChange.objects.undecided().filter(agency__in=managed)
        changes = changes.select_related("agency", "user", "requested_by")
        self.change = get_object_or_404(changes, pk=kwargs["change"])
        self.agency = self.change.agency
        if not self.is_allowed():
            raise Http404

    @abstractmethod
    def is_allowed(self) -> bool:
        """Return whether the signed-in user may decide ``self.change`` in this way."""

    def get_page_subtitle(self) -> str:
        return get_user_display_name(self.change.user)

    @property
    def consequences(self) -> list[str]:
        """What was asked for by whom, and what the decision does."""
        by = self.change.requested_by
        asked = _("Asked for by %(person)s: %(name)s %(change)s.")
        params = self.get_message_params() | {"person": get_user_display_name(by) if by else "–"}
        return [asked % params, *map(str, self.sentences)]

    def get_message_params(self, form: Form | None = None) -> dict[str, Any]:
        """Return the name of the user, and what the change does."""
        name = get_user_display_name(self.change.user)
        return {"name": name, "change": self.change.get_kind_display()}

    def perform(self, form: Form) -> None:
        """Call ``decide``; raise ValidationError if the change was decided in the meantime."""
        try:
            type(self).decide(change=self.change, by=self.by)
        except decisions.RoleChangeDecidedError as error:
            raise ValidationError(_("This has been decided in the meantime.")) from error


class ConfirmView(RoleChangeView):
    """Apply the change now, for ICT administrators."""

    decide = decisions.confirm_role_change
    page_title = gettext_lazy("Confirm the change of role")
    sentences = (gettext_lazy("This takes effect at once, without the day of waiting."),)
    button_label = gettext_lazy("Yes, confirm")
    is_serious = True
    done_message = gettext_lazy("Has taken effect: %(name)s %(change)s.")

    def is_allowed(self) -> bool:
        """Return whether the user is an ICT administrator."""
        return is_administrator(self.by)


class ObjectView(RoleChangeView):
    """Object to the change, for the other moderators of the agency."""

    decide = decisions.object_to_role_change
    page_title = gettext_lazy("Object to the change of role")
    sentences = (
        gettext_lazy(
            "The change does not take effect by itself any more; the ICT department decides."
        ),
    )
    button_label = gettext_lazy("Yes, object")
    done_message = gettext_lazy(
        "Your objection is recorded (%(name)s %(change)s); the ICT department sees it."
    )

    def is_allowed(self) -> bool:
        """Return whether the user can object."""
        return can_object(self.by, self.change)


class WithdrawView(RoleChangeView):
    """Cancel the change, for its requester and ICT administrators."""

    decide = decisions.cancel_role_change
    page_title = gettext_lazy("Cancel the change of role")
    sentences = (
        gettext_lazy("The change does not take place: the person keeps the role they have."),
    )
    button_label = gettext_lazy("Yes, cancel the change")
    done_message = gettext_lazy("Cancelled, so it does not happen: %(name)s %(change)s.")

    def is_allowed(self) -> bool:
        """Return whether the user can cancel the change."""
        return can_cancel(self.by, self.change)


def list_change_rows(agency: Any, by: User) -> list[dict[str, Any]]:
    """Return template rows of the agency's undecided role changes, with the actions for ``by``."""
    changes = RoleChange.objects.undecided().filter(agency=agency)
    return [
        {
            "change": change,
            "name": get_user_display_name(change.user),
            "requester": get_user_display_name(change.requested_by) if change.requested_by else "–",
            "is_waiting": change.outcome == RoleChangeOutcome.WAITING,
            "actions": _list_actions(change, by),
        }
        for change in changes.select_related("user", "requested_by")
    ]


def _list_actions(change: RoleChange, by: User) -> list[dict[str, str]]:
    offered = []
    if is_administrator(by):
        offered.append(("confirm_change", _("Confirm")))
    if change.outcome == RoleChangeOutcome.WAITING and can_object(by, change):
        offered.append(("object_change", _("Object")))
    if can_cancel(by, change):
        offered.append(("cancel_change", _("Cancel the change")))
    return [
        {"url": reverse(f"people:{name}", args=[change.pk]), "label": label}
        for name, label in offered
    ]
