"""Dashboard tasks: bulletins to approve, to change or to confirm, and proposals to answer."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_latest_str, get_user_display_name

from accounts.dashboard import DashboardTask
from bulletins.models import (
    Bulletin,
    BulletinApprovalTask,
    BulletinProposal,
    ProposalState,
    Urgency,
)
from bulletins.roles import can_publish, can_write_bulletins
from bulletins.selectors.issuers import list_without_issuer
from members.dashboard import list_returned_submissions
from members.selectors.submissions import OVERDUE_WORKING_DAYS, list_submissions_at
from members.working_days import shift_working_days
from sites.localization.sources import get_language_name

# Proposals, and bulletins to confirm or without an issuer, listed at a time.
MAX_PROPOSALS = MAX_UNCONFIRMED = MAX_ISSUERLESS = 10


def list_bulletins_to_approve(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield the bulletins that wait for approval; nothing if the user may not publish.

    They are due ``OVERDUE_WORKING_DAYS`` working days after they were submitted, emergencies at
    once.
    """
    if not can_publish(request.user):
        return
    for task_state in list_submissions_at(BulletinApprovalTask):
        state = task_state.workflow_state
        bulletin: Bulletin = state.content_object
        author = state.requested_by
        words = {
            "person": get_user_display_name(author) if author else "–",
            "language": get_language_name(bulletin.locale),
        }
        yield DashboardTask(
            title=get_latest_str(bulletin),
            url=reverse("bulletin_review", args=[state.object_id]),
            detail=_("Bulletin; waits for your approval; sent by %(person)s.") % words
            if bulletin.is_source
            else _("Put into %(language)s; waits for your approval; sent by %(person)s.") % words,
            due=task_state.started_at
            if bulletin.urgency == Urgency.EMERGENCY
            else shift_working_days(task_state.started_at, OVERDUE_WORKING_DAYS),
        )


def list_bulletins_to_change(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield the bulletins that were sent back to the user for changes."""
    if not can_write_bulletins(request.user):
        return
    editor = Bulletin.snippet_viewset.get_url_name("edit")
    for state in list_returned_submissions(request.user, BulletinApprovalTask):
        yield DashboardTask(
            title=get_latest_str(state.content_object),
            url=reverse(editor, args=[state.object_id]),
            detail=_("To be changed: %(comment)s") % {"comment": state.current_task_state.comment},
        )


def list_proposals_to_answer(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield the ten oldest proposals waiting for an answer; none if the user may not publish."""
    if not can_publish(request.user):
        return
    waiting = BulletinProposal.objects.filter(state=ProposalState.SENT).order_by("changed_at", "pk")
    for proposal in waiting.select_related("agency").defer("body")[:MAX_PROPOSALS]:
        yield DashboardTask(
            title=proposal.title,
            url=reverse("proposals:read", args=[proposal.pk]),
            detail=_("%(unit)s proposes a bulletin.") % {"unit": proposal.agency.heading},
        )


def list_bulletins_to_confirm(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield the ten bulletins that nobody has confirmed for longest; none if not a publisher.

    Important bulletins and emergencies were due when their period was over.
    """
    if not can_publish(request.user):
        return
    for bulletin in Bulletin.objects.unconfirmed().defer("body")[:MAX_UNCONFIRMED]:
        yield DashboardTask(
            title=bulletin.title,
            url=reverse("bulletin_confirm", args=[bulletin.pk]),
            detail=_("%(age)s. Confirm that it is still right, or end it.")
            % {"age": bulletin.confirmation_label},
            due=None if bulletin.urgency == Urgency.ROUTINE else bulletin.confirmation_due_at,
        )


def list_bulletins_without_issuer(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield ten bulletins in force that name no issuer; none if the user may not publish.

    Their posters and scripts name none either.
    """
    if not can_publish(request.user):
        return
    editor = Bulletin.snippet_viewset.get_url_name("edit")
    for bulletin in list_without_issuer().defer("body")[:MAX_ISSUERLESS]:
        yield DashboardTask(
            title=bulletin.title,
            url=f"{reverse(editor, args=[bulletin.pk])}#:w:contentpath=source",
            detail=_("It does not say who issues it. Choose the unit and publish it again."),
        )
