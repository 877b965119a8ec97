"""Views that change one member or one invitation, each with a confirmation page."""

from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name

from accounts.models import Invitation, User
from accounts.permissions import is_administrator
from accounts.services.invitations import InvitationClosedError
from members.admin.base import INVITED, AgencyViewMixin, MembersFormView
from members.admin.consequences import list_removal_consequences
from members.admin.forms import LanguagesForm, RoleForm
from members.admin.suspension import DeactivationMixin, ReactivationMixin
from members.models import RoleChange
from members.permissions import (
    can_deactivate,
    can_manage,
    get_reason_to_stay_moderator,
    list_managed_agencies,
    list_members,
)
from members.roles import Role, find_group_agency, find_role
from members.services import invitations, membership
from members.services.invitations import resume_emails
from members.services.translators import set_translator_languages
from sites.models import Agency
from sites.permissions.translators import get_stored_languages


class MemberActionView(AgencyViewMixin, MembersFormView):
    """Base view of an action on one member of the agency in the URL.

    Answers 404 for users who are no members, and if the signed-in user may not do it.
    """

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.member = get_object_or_404(list_members(self.agency), pk=kwargs["member"])
        if not self.is_allowed():
            raise Http404

    def is_allowed(self) -> bool:
        """Return whether the signed-in user may do this to the member."""
        return can_manage(self.by, self.member)

    def get_page_subtitle(self) -> str:
        return get_user_display_name(self.member)

    def get_message_params(self, form: Form) -> dict[str, Any]:
        """Return the names of the member and the agency."""
        return {"name": get_user_display_name(self.member), "unit": self.agency.heading}


class ChangeRoleView(MemberActionView):
    """Give a member the other role in the agency.

    The last active moderator stays one, except by an ICT administrator.
    """

    form_class = RoleForm
    page_title = gettext_lazy("Change role")
    explanation = gettext_lazy(
        "Editors write. Moderators also publish, and look after the unit's members."
    )
    button_label = gettext_lazy("Change role")
    done_message = gettext_lazy("The role of %(name)s is now: %(role)s.")

    def get_initial(self) -> dict[str, Any]:
        return {"role": find_role(self.agency, self.member)}

    def form_valid(self, form: Form) -> HttpResponse:
        if form.cleaned_data["role"] != Role.MODERATOR:
            reason = get_reason_to_stay_moderator(self.agency, self.member, self.by)
            if reason:
                form.add_error("role", reason)
                return self.form_invalid(form)
        return super().form_valid(form)

    def get_message_params(self, form: Form) -> dict[str, Any]:
        """Return the names of the member and of the new role."""
        return super().get_message_params(form) | {"role": Role(form.cleaned_data["role"]).label}

    def perform(self, form: Form) -> RoleChange | None:
        """Change the role, or return the change that waits."""
        return membership.add_member(
            agency=self.agency,
            role=form.cleaned_data["role"],
            user=self.member,
            by=self.by,
        )


class LanguagesView(MemberActionView):
    """Make an editor a translator into some languages, or lift that; 404 for moderators."""

    form_class = LanguagesForm
    page_title = gettext_lazy("Languages to translate into")
    explanation = gettext_lazy(
        "With a language chosen, the person changes the unit's pages in this language only: no "
        "Vietnamese page and no other language."
    )
    button_label = gettext_lazy("Save")
    done_message = gettext_lazy("The languages of %(name)s are saved.")

    def is_allowed(self) -> bool:
        """Return whether the member is an editor, and the signed-in user may change their role."""
        is_editor = find_role(self.agency, self.member) == Role.EDITOR
        return is_editor and super().is_allowed() and self.member != self.by

    def get_initial(self) -> dict[str, Any]:
        return {"languages": sorted(get_stored_languages(self.member, self.agency))}

    def perform(self, form: Form) -> None:
        """Store the languages that are ticked."""
        set_translator_languages(
            user=self.member,
            agency=self.agency,
            languages=form.cleaned_data["languages"],
            by=self.by,
        )


class RemoveView(MemberActionView):
    """Remove a member from the agency."""

    page_title = gettext_lazy("Remove from the unit")
    button_label = gettext_lazy("Yes, remove")
    is_serious = True
    done_message = gettext_lazy(
        "%(name)s is no longer a member of %(unit)s. What this person has written stays."
    )

    @property
    def consequences(self) -> list[str]:
        """What the unit loses, and who goes on."""
        return list_removal_consequences(self.agency, self.member, by=self.by)

    @property
    def refusal(self) -> str:
        """Reason why the member has to stay as the only moderator; empty if there is none."""
        return get_reason_to_stay_moderator(self.agency, self.member, self.by)

    def perform(self, form: Form) -> RoleChange | None:
        """Remove the member, or return the change that waits."""
        return membership.remove_member(agency=self.agency, user=self.member, by=self.by)

    @property
    def back_url(self) -> str:
        """URL of the members; of the dashboard for users who removed themselves."""
        if self.member == self.request.user and not is_administrator(self.request.user):
            return reverse("wagtailadmin_home")
        return super().back_url


class DeactivateView(DeactivationMixin, MemberActionView):
    """Deactivate the account of a member."""

    def is_allowed(self) -> bool:
        """Return whether the signed-in user may deactivate and reactivate the member."""
        return can_deactivate(self.by, self.agency, self.member)

    def get_undo_url(self) -> str:
        """Return where the account of the member is reactivated."""
        return reverse("people:restore", args=[self.agency.pk, self.member.pk])


class ReactivateView(ReactivationMixin, MemberActionView):
    """Reactivate the account of a member."""

    def is_allowed(self) -> bool:
        """Return whether the signed-in user may deactivate and reactivate the member."""
        return can_deactivate(self.by, self.agency, self.member)


class ResumeEmailsMixin:
    """Form that resumes e-mails to ``member``, whose address is marked as bounced."""

    member: User
    by: User
    page_title = gettext_lazy("Send mail again")
    explanation = gettext_lazy(
        "Mail to this address came back, so nothing is sent to it. If the mailbox works again, "
        "confirm. If the address is wrong, the ICT department corrects it."
    )
    button_label = gettext_lazy("Yes, send again")
    done_message = gettext_lazy("Mail goes to %(email)s again.")

    def get_message_params(self, form: Form) -> dict[str, Any]:
        """Return the address."""
        return {"email": self.member.email}

    def perform(self, form: Form) -> None:
        """Remove the mark from the member's e-mail address."""
        resume_emails(user=self.member, by=self.by)


class ResumeEmailsView(ResumeEmailsMixin, MemberActionView):
    """Resume e-mails to a member, for moderators of the agency and ICT administrators."""


class InvitationActionView(MembersFormView):
    """Base view of an action on one open invitation.

    Answers 404 unless the signed-in user manages the agency it is for. Invitations into the ICT
    department are for ICT administrators only.
    """

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        waiting = Invitation.objects.waiting().select_related("group")
        self.invitation = get_object_or_404(waiting, pk=kwargs["invitation"])
        self.agency = self._find_managed_agency()

    def _find_managed_agency(self) -> Agency | None:
        agency = find_group_agency(self.invitation.group)
        if agency is None and not is_administrator(self.request.user):
            raise Http404
        return agency and get_object_or_404(list_managed_agencies(self.request.user), pk=agency.pk)

    def get_page_subtitle(self) -> str:
        return self.invitation.email

    def form_valid(self, form: Form) -> HttpResponse:
        try:
            return super().form_valid(form)
        except InvitationClosedError:
            messages.warning(self.request, _("The invitation has been accepted or revoked."))
            return redirect(self.back_url)

    def get_message_params(self, form: Form) -> dict[str, Any]:
        """Return the invited e-mail address."""
        return {"email": self.invitation.email}


class ResendView(InvitationActionView):
    """Send an invitation again with a new link."""

    page_title = gettext_lazy("Send the invitation again")
    explanation = gettext_lazy(
        "A new link goes out, valid for seven days. The former link no longer works."
    )
    button_label = gettext_lazy("Send again")
    done_message = INVITED

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if self.invitation.is_prepared:
            self.page_title = self.button_label = gettext_lazy("Send the invitation")
            self.explanation = gettext_lazy("A link goes out, valid for seven days.")

    def perform(self, form: Form) -> None:
        """Send the invitation again."""
        invitations.resend(invitation=self.invitation, by=self.by)


class RevokeView(InvitationActionView):
    """Revoke an invitation."""

    page_title = gettext_lazy("Revoke the invitation")
    explanation = gettext_lazy(
        "The link in the e-mail no longer works. You can invite the same address again."
    )
    button_label = gettext_lazy("Yes, revoke")
    is_serious = True
    done_message = gettext_lazy("The invitation of %(email)s is revoked.")

    def perform(self, form: Form) -> None:
        """Revoke the invitation."""
        invitations.revoke(invitation=self.invitation, by=self.by)
