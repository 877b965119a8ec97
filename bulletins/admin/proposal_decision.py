"""The view of a proposal, in which it is sent, taken back, accepted or declined."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.permissions import policy_registry

from accounts.models import User
from bulletins.models import Bulletin, BulletinProposal, ProposalState
from bulletins.permissions import list_readable_proposals
from bulletins.roles import can_publish
from bulletins.services import proposals
from sites.permissions.translators import get_unconfined_agency_ids


class AnswerForm(forms.Form):
    """The audience of an accepted proposal, or the reason for declining it."""

    to_everybody = forms.ChoiceField(
        label=gettext_lazy("If you accept it: who should see it?"),
        choices=[
            ("", gettext_lazy("The unit's own website for now; I choose others in the next step")),
            ("1", gettext_lazy("The whole province")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    reply = forms.CharField(
        label=gettext_lazy("If you decline it: why?"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ProposalDecisionView(WagtailAdminTemplateMixin, FormView):
    """A proposal for its agency and for publishers; each is offered their own actions.

    The POST parameter ``step`` names the action: ``send``, ``take_back``, ``accept`` or
    ``decline``. An action that is no longer possible redirects back with a message.
    """

    template_name = "bulletins/proposals/read.html"
    form_class = AnswerForm
    page_title = gettext_lazy("Proposed bulletin")
    header_icon = "mail"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        readable = list_readable_proposals(request.user).select_related(
            "agency__site", "bulletin", "author"
        )
        self.proposal = get_object_or_404(readable, pk=self.kwargs["pk"])

    @property
    def by(self) -> User:
        """The signed-in user; the admin has no anonymous users."""
        return cast(User, self.request.user)

    @cached_property
    def is_waiting(self) -> bool:
        """Return whether the proposal is sent and not answered yet."""
        return bool(self.proposal.state == ProposalState.SENT)

    @cached_property
    def can_answer(self) -> bool:
        """Return whether the user may accept or decline it now."""
        return self.is_waiting and can_publish(self.by)

    @cached_property
    def may_take_back(self) -> bool:
        """Return whether the user may take it back for their agency now."""
        return self.is_waiting and self.proposal.agency_id in get_unconfined_agency_ids(self.by)

    @cached_property
    def may_change(self) -> bool:
        """Return whether the user may change, send and delete it now."""
        policy = policy_registry.get_by_type(BulletinProposal)
        return bool(policy.user_has_permission_for_instance(self.by, "change", self.proposal))

    @property
    def offered_actions(self) -> dict[str, Callable[[AnswerForm], HttpResponse]]:
        """The actions that the user may take now, by the value of ``step``."""
        actions = {
            "send": (self.send, self.may_change),
            "take_back": (self.retract, self.may_take_back),
            "accept": (self.accept, self.can_answer),
            "decline": (self.decline, self.can_answer),
        }
        return {name: action for name, (action, may) in actions.items() if may}

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        step = self.offered_actions.get(self.request.POST.get("step", ""))
        if step is None:
            messages.error(self.request, _("This is not possible any more; look at its state."))
            return redirect("proposals:read", self.proposal.pk)
        try:
            return step(form)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)

    def send(self, form: AnswerForm) -> HttpResponse:
        """Send the proposal to the ICT department and redirect to the list."""
        proposals.send_proposal(proposal=self.proposal, by=self.by)
        return self._redirect_with_message(_("Sent. The ICT department will answer you."))

    def retract(self, form: AnswerForm) -> HttpResponse:
        """Make the proposal a draft again and redirect to the list."""
        proposals.retract_proposal(proposal=self.proposal, by=self.by)
        return self._redirect_with_message(_("Taken back. You can change it and send it again."))

    def accept(self, form: AnswerForm) -> HttpResponse:
        """Create a draft bulletin and redirect to its form, where it is edited and published."""
        everybody = bool(form.cleaned_data["to_everybody"])
        bulletin = proposals.accept_proposal(
            proposal=self.proposal, to_everybody=everybody, by=self.by
        )
        messages.success(
            self.request, _("Accepted as a draft. Check it, then publish it as any bulletin.")
        )
        return redirect(Bulletin.snippet_viewset.get_url_name("edit"), bulletin.pk)

    def decline(self, form: AnswerForm) -> HttpResponse:
        """Decline the proposal with the reason in the form and redirect to the list."""
        proposals.decline_proposal(
            proposal=self.proposal, reply=form.cleaned_data["reply"], by=self.by
        )
        return self._redirect_with_message(_("Declined. The unit reads your reply."))

    def _redirect_with_message(self, message: str) -> HttpResponse:
        messages.success(self.request, message)
        return redirect("proposals:index")

    @property
    def header_more_buttons(self) -> list[Button]:
        if not self.may_change:
            return []
        url = reverse("proposals:delete", args=[self.proposal.pk])
        return [Button(_("Delete"), url=url, icon_name="bin")]

    def get_page_subtitle(self) -> str:
        return str(self.proposal.title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Overview")},
            {"url": reverse("proposals:index"), "label": _("Proposed bulletins")},
            {"url": "", "label": self.proposal.title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"proposal": self.proposal}
