"""Views of the members of one agency: their list, and inviting another one."""

from typing import Any

from django.forms import Form
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.utils import get_user_display_name, get_valid_next_url_from_request
from wagtail.admin.widgets.button import HeaderButton

from accounts.permissions import is_administrator
from accounts.selectors import with_bounces
from members.admin.base import (
    INVITATION_EXPLANATION,
    INVITED,
    AdministratorsMixin,
    AgencyViewMixin,
    MembersFormView,
    MembersPageMixin,
)
from members.admin.forms import InviteForm, list_target_languages
from members.admin.role_changes import list_change_rows
from members.permissions import (
    can_deactivate,
    can_manage,
    list_managed_agencies,
    list_members,
    list_open_invitations,
)
from members.roles import Role
from members.selectors.members import get_member_languages, with_memberships, with_second_factor
from members.services.invitations import invite
from sites.models import Status


class MemberListView(AgencyViewMixin, MembersPageMixin, TemplateView):
    """List of an agency's members with the actions on each, open invitations and role changes."""

    template_name = "members/people/unit.html"
    page_title = gettext_lazy("Members")

    def get_page_subtitle(self) -> str:
        return self.agency.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = super().get_breadcrumbs_items()
        # This page is the agency's own breadcrumb: drop the last item and the link before it.
        return [*items[:-2], {**items[-2], "url": ""}]

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Button to invite; none if the agency is archived."""
        if self.agency.status != Status.ACTIVE:
            return []
        url = reverse("people:invite", args=[self.agency.pk])
        several = reverse("people:invite_many")
        return [
            HeaderButton(_("Invite"), url=url, icon_name="plus"),
            HeaderButton(_("Invite several people"), url=several, icon_name="upload"),
        ]

    @cached_property
    def languages(self) -> dict[int, list[str]]:
        """Names of the languages that members only translate into, by primary key of the user."""
        return get_member_languages(self.agency)

    @cached_property
    def has_languages(self) -> bool:
        """Whether texts are translated at all."""
        return bool(list_target_languages())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        members = with_bounces(with_memberships(with_second_factor(list_members(self.agency))))
        members = members.prefetch_related("user_permissions")
        managed = list_managed_agencies(self.request.user)
        agencies = [] if is_administrator(self.request.user) else managed
        own = {
            "agency": self.agency,
            "changes": list_change_rows(self.agency, self.by),
            "units": agencies,
            "rows": [
                self._build_row(member) for member in members.order_by("first_name", "username")
            ],
            "invitations": list_open_invitations(self.agency).select_related("invited_by"),
        }
        return super().get_context_data(**(kwargs | own))

    def _build_row(self, member: Any) -> dict[str, Any]:
        role = Role.MODERATOR if member.is_moderator else Role.EDITOR
        return {
            "member": member,
            "name": get_user_display_name(member),
            "role": role.label,
            "languages": [] if member.is_moderator else self.languages.get(member.pk, []),
            "actions": self._list_actions(member),
        }

    def _list_actions(self, member: Any) -> list[dict[str, str]]:
        by, offered = self.by, []
        if can_manage(by, member):
            offered += [("role", _("Change role")), ("remove", _("Remove from the unit"))]
            if not member.is_moderator and member != by and self.has_languages:
                offered.append(("languages", _("Languages to translate into")))
        if can_manage(by, member) and member.has_bounced:
            offered.append(("mail", _("Send mail again")))
        if can_deactivate(by, self.agency, member):
            offered.append(
                ("suspend", _("Suspend"))
                if member.is_active
                else ("restore", _("Lift the suspension"))
            )
        actions = [
            {"url": reverse(f"people:{name}", args=[self.agency.pk, member.pk]), "label": label}
            for name, label in offered
        ]
        if is_administrator(by):
            actions.append({"url": reverse("people:person", args=[member.pk]), "label": _("More…")})
        return actions


class InvitationView(MembersFormView):
    """Base view that invites somebody by e-mail, into ``agency`` or one that the form chooses."""

    form_class = InviteForm
    page_title = gettext_lazy("Invite")
    explanation = INVITATION_EXPLANATION
    button_label = gettext_lazy("Send the invitation")
    done_message = INVITED

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"agency": self.agency}

    @property
    def back_url(self) -> str:
        """URL that the request names, such as a list of units; else of the members."""
        return get_valid_next_url_from_request(self.request) or super().back_url

    def perform(self, form: Form) -> None:
        """Send the invitation."""
        invite(**form.cleaned_data, by=self.by)

    def get_message_params(self, form: Form) -> dict[str, Any]:
        """Return the invited e-mail address."""
        return {"email": form.cleaned_data["email"]}


class InviteView(AgencyViewMixin, InvitationView):
    """Invite somebody into the agency in the URL."""

    def get_page_subtitle(self) -> str:
        return self.agency.heading

    @property
    def refusal(self) -> str:
        """Reason if the agency is archived; else empty."""
        if self.agency.status != Status.ACTIVE:
            return _("The unit has ended its work; nobody can be invited.")
        return ""


class InviteIntoAgencyView(AdministratorsMixin, InvitationView):
    """Invite somebody into an agency that the form chooses, for ICT administrators."""

    page_title = gettext_lazy("Invite into a unit")
