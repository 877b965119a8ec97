"""What can be done about one member or one invitation; each is confirmed on a page of its own."""

from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name

from accounts.invitations import InvitationClosed
from accounts.models import Invitation, User
from sites.isolation.access import is_administrator
from sites.models import Agency, RoleChange
from sites.people import inviting, membership
from sites.people.authority import (
    agencies_managed_by,
    may_manage,
    may_suspend,
    members_of,
    reason_to_stay_moderator,
)
from sites.people.forms import RoleForm
from sites.people.returned_mail import send_again
from sites.people.roles import Role, agency_of_group, role_of
from sites.people.screens import PeopleFormView, UnitMixin


class MemberActionView(UnitMixin, PeopleFormView):
    """For one member of the unit; whoever is none, or out of reach, does not exist."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.member = get_object_or_404(members_of(self.agency), pk=kwargs["member"])
        if not self.is_allowed():
            raise Http404

    def is_allowed(self) -> bool:
        return may_manage(self.by, self.member)

    def get_page_subtitle(self) -> str:
        return get_user_display_name(self.member)

    def get_done_message(self, form: Form) -> str:
        return str(self.done_message) % {"name": get_user_display_name(self.member)}


class ChangeRoleView(MemberActionView):
    form_class = RoleForm
    page_title = gettext_lazy("Change role")
    explanation = gettext_lazy(
        "Editors write. Moderators also publish, and look after the unit's members."
    )
    button_label = gettext_lazy("Change role")
    done_message = gettext_lazy("%(name)s has another role now.")

    def get_initial(self) -> dict[str, Any]:
        return {"role": role_of(self.agency, self.member)}

    def form_valid(self, form: Form) -> HttpResponse:
        if form.cleaned_data["role"] != Role.MODERATOR:
            reason = reason_to_stay_moderator(self.agency, self.member, self.by)
            if reason:
                form.add_error("role", reason)
                return self.form_invalid(form)
        return super().form_valid(form)

    def perform(self, form: Form) -> RoleChange | None:
        return membership.join(
            agency=self.agency,
            role=form.cleaned_data["role"],
            user=self.member,
            by=self.by,
        )


class RemoveView(MemberActionView):
    page_title = gettext_lazy("Remove from the unit")
    explanation = gettext_lazy(
        "The person can no longer work on this website. Their texts stay. Their locks, their "
        "subscriptions to comments and the invitations they have sent end."
    )
    button_label = gettext_lazy("Yes, remove")
    is_serious = True
    done_message = gettext_lazy("%(name)s is no longer a member of the unit.")

    @property
    def refusal(self) -> str:
        return reason_to_stay_moderator(self.agency, self.member, self.by)

    def perform(self, form: Form) -> RoleChange | None:
        return membership.leave(agency=self.agency, user=self.member, by=self.by)

    @property
    def back_url(self) -> str:
        # Who has removed themselves has nothing to see here any more.
        if self.member == self.request.user and not is_administrator(self.request.user):
            return reverse("wagtailadmin_home")
        return super().back_url


class SuspendView(MemberActionView):
    page_title = gettext_lazy("Suspend")
    explanation = gettext_lazy(
        "The person is signed out everywhere at once and cannot sign in until you restore them."
    )
    button_label = gettext_lazy("Yes, suspend")
    is_serious = True
    done_message = gettext_lazy("%(name)s is suspended.")

    def is_allowed(self) -> bool:
        return may_suspend(self.by, self.agency, self.member)

    def perform(self, form: Form) -> RoleChange | None:
        return membership.suspend(user=self.member, by=self.by)


class RestoreView(SuspendView):
    page_title = gettext_lazy("Lift the suspension")
    explanation = gettext_lazy("The person can sign in again, with the role they had.")
    button_label = gettext_lazy("Yes, restore")
    is_serious = False
    done_message = gettext_lazy("%(name)s can sign in again.")

    def perform(self, form: Form) -> RoleChange | None:
        return membership.restore(user=self.member, by=self.by)


class MailAgainMixin:
    """For somebody whose mail came back; ``member`` is who."""

    member: User
    by: User
    page_title = gettext_lazy("Send mail again")
    explanation = gettext_lazy(
        "Mail to this address came back, so nothing is sent to it. If the mailbox works again, "
        "confirm. If the address is wrong, the ICT department corrects it."
    )
    button_label = gettext_lazy("Yes, send again")
    done_message = gettext_lazy("Mail goes to this address again.")

    def perform(self, form: Form) -> None:
        send_again(user=self.member, by=self.by)


class MailAgainView(MailAgainMixin, MemberActionView):
    """By those who look after the unit."""


class InvitationActionView(PeopleFormView):
    """For one invitation that waits, into a unit the person looks after."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        waiting = Invitation.objects.waiting().select_related("group")
        self.invitation = get_object_or_404(waiting, pk=kwargs["invitation"])
        self.agency = self._agency_in_reach()

    def _agency_in_reach(self) -> Agency | None:
        agency = agency_of_group(self.invitation.group)
        if agency is None and not is_administrator(self.request.user):
            raise Http404
        return agency and get_object_or_404(agencies_managed_by(self.request.user), pk=agency.pk)

    def get_page_subtitle(self) -> str:
        return self.invitation.email

    def form_valid(self, form: Form) -> HttpResponse:
        try:
            return super().form_valid(form)
        except InvitationClosed:
            messages.warning(self.request, _("The invitation has been accepted or revoked."))
            return redirect(self.back_url)

    def get_done_message(self, form: Form) -> str:
        return str(self.done_message) % {"email": self.invitation.email}


class ResendView(InvitationActionView):
    page_title = gettext_lazy("Send the invitation again")
    explanation = gettext_lazy(
        "A new link goes out, valid for seven days. The former link no longer works."
    )
    button_label = gettext_lazy("Send again")
    done_message = gettext_lazy("The invitation to %(email)s is queued and leaves shortly.")

    def perform(self, form: Form) -> None:
        inviting.resend(invitation=self.invitation, by=self.by)


class RevokeView(InvitationActionView):
    page_title = gettext_lazy("Revoke the invitation")
    explanation = gettext_lazy("The link in the e-mail no longer works.")
    button_label = gettext_lazy("Yes, revoke")
    is_serious = True
    done_message = gettext_lazy("The invitation of %(email)s is revoked.")

    def perform(self, form: Form) -> None:
        inviting.revoke(invitation=self.invitation, by=self.by)
