"""Admin views of proposals: list, form and deletion, with their viewset and menu item."""

from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.models import User
from bulletins.admin.proposal_decision import ProposalDecisionView
from bulletins.models import BulletinProposal
from bulletins.permissions import list_readable_proposals
from bulletins.roles import can_publish
from bulletins.services import proposals
from sites.admin.deletion import ExplainedDeleteView, ExplainedDeletionMixin
from sites.admin.folded_search import FoldedIndexView
from sites.permissions.translators import get_unconfined_agency_ids

# The views that proposals have.
VIEW_NAMES = {"index", "index_results", "add", "edit", "delete"}
# Removes links to views that proposals do not have.
WITHOUT = {"history_url_name": None, "usage_url_name": None}


def get_proposal_url(proposal: BulletinProposal) -> str:
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
            TitleColumn(
                "title", label=_("Title"), get_url=get_proposal_url, classname="title desk-title"
            ),
            Column("agency", label=_("Unit"), accessor="agency.heading"),
            Column("state", label=_("State"), accessor="get_state_display"),
            Column("reply", label=_("Reply")),
            DateColumn("changed_at", label=_("Last change")),
        ]

    def get_base_queryset(self) -> QuerySet[BulletinProposal]:
        return list_readable_proposals(self.request.user).select_related("agency").defer("body")


class ProposalSendMixin:
    """Two buttons: *Save*, and *Send* to the ICT department."""

    actions: list[str]
    action: str
    template_name = "bulletins/proposals/form.html"
    request: HttpRequest

    def save_instance(self) -> BulletinProposal:
        proposal = super().save_instance()  # type: ignore[misc]
        if self.action == "send":
            proposals.send_proposal(proposal=proposal, by=cast(User, self.request.user))
        return proposal

    @property
    def success_message(self) -> str:
        if self.action == "send":
            return _("Sent. The ICT department will answer you.")
        return _("Saved. Nobody but your unit sees it until you send it.")

    def get_success_buttons(self) -> list[Any]:
        return []


class ProposalCreateView(ProposalSendMixin, generic.CreateView):
    """Write a new proposal."""

    page_title = gettext_lazy("Propose a bulletin")
    actions = ["create", "send"]

    def get_initial_form_instance(self) -> BulletinProposal:
        return BulletinProposal(author=cast(User, self.request.user))


class ProposalEditView(ProposalSendMixin, generic.EditView):
    """Change a proposal that is still open."""

    actions = ["edit", "send"]

    def get_queryset(self) -> QuerySet[BulletinProposal]:
        return self.permission_policy.instances_user_has_permission_for(self.request.user, "change")


class ProposalDeleteView(ExplainedDeleteView):
    """Delete a proposal that is still open."""

    def get_queryset(self) -> QuerySet[BulletinProposal]:
        return self.permission_policy.instances_user_has_permission_for(self.request.user, "delete")


class ProposalsMenuItem(MenuItem):
    """Menu item for members of agencies and for publishers."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(get_unconfined_agency_ids(request.user)) or can_publish(request.user)


class ProposalViewSet(ExplainedDeletionMixin, ModelViewSet):
    """The admin views of proposals."""

    model = BulletinProposal
    name = "proposals"
    url_prefix = "de-nghi"
    icon = "mail"
    menu_label = gettext_lazy("Proposed bulletins")
    menu_name = "proposals"
    menu_order = 91
    menu_item_class = ProposalsMenuItem
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = ProposalIndexView
    add_view_class = ProposalCreateView
    edit_view_class = ProposalEditView
    delete_view_class = ProposalDeleteView
    list_per_page = 50
    list_filter = ["state"]
    search_fields = ["title"]
    deletion_consequences = gettext_lazy(
        "The proposal and the reply to it are gone for all of your unit, and nobody can bring "
        "them back. It does not go to the bin."
    )

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_edit_view_kwargs(**kwargs) | WITHOUT

    def get_delete_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_delete_view_kwargs(**kwargs) | {"usage_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name in VIEW_NAMES]
        return [*kept, path("<int:pk>/", ProposalDecisionView.as_view(), name="read")]
