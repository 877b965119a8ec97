"""Views for listing, writing and deleting proposals."""

from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic

from accounts.models import User
from bulletins.models import BulletinProposal
from bulletins.proposals import steps
from bulletins.proposals.policy import readable_by
from sites.screens.searching import FoldedIndexView


def read_url(proposal: BulletinProposal) -> str:
    """Return the URL of the view in which a proposal is read, sent or answered."""
    return reverse("proposals:read", args=[proposal.pk])


class ProposalIndexView(FoldedIndexView):
    """The proposals that the user may read, last changed first."""

    table_classname = "listing desk-listing"
    default_ordering = "-changed_at"
    add_item_label = gettext_lazy("Propose a bulletin")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label=_("Title"), get_url=read_url, classname="title desk-title"),
            Column("agency", label=_("Unit"), accessor="agency.heading"),
            Column("state", label=_("State"), accessor="get_state_display"),
            Column("reply", label=_("Reply")),
            DateColumn("changed_at", label=_("Last change")),
        ]

    def get_base_queryset(self) -> QuerySet[BulletinProposal]:
        return readable_by(self.request.user).select_related("agency").defer("body")


class SendingMixin:
    """Two buttons: *Save*, and *Send* to the ICT department."""

    actions: list[str]
    action: str
    template_name = "bulletins/proposals/form.html"
    request: HttpRequest

    def save_instance(self) -> BulletinProposal:
        proposal = super().save_instance()  # type: ignore[misc]
        if self.action == "send":
            steps.send(proposal=proposal, by=cast(User, self.request.user))
        return proposal

    @property
    def success_message(self) -> str:
        if self.action == "send":
            return _("Sent. The ICT department will answer you.")
        return _("Saved. Nobody but your unit sees it until you send it.")

    def get_success_buttons(self) -> list[Any]:
        return []


class ProposalCreateView(SendingMixin, generic.CreateView):
    """Write a new proposal."""

    page_title = gettext_lazy("Propose a bulletin")
    actions = ["create", "send"]

    def get_initial_form_instance(self) -> BulletinProposal:
        return BulletinProposal(author=cast(User, self.request.user))


class ProposalEditView(SendingMixin, generic.EditView):
    """Change a proposal that is still open (``BulletinProposal.is_open``)."""

    actions = ["edit", "send"]

    def get_queryset(self) -> QuerySet[BulletinProposal]:
        return self.permission_policy.instances_user_has_permission_for(self.request.user, "change")


class ProposalDeleteView(generic.DeleteView):
    """Delete a proposal that is still open."""

    def get_queryset(self) -> QuerySet[BulletinProposal]:
        return self.permission_policy.instances_user_has_permission_for(self.request.user, "delete")
