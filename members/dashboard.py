"""Dashboard tasks of page approval, bounced addresses, security events and role changes."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Task, WorkflowState

from accounts.dashboard import DashboardTask
from accounts.models import SecurityEvent, User
from accounts.permissions import AnyUser, is_administrator
from accounts.selectors import list_bounced_users
from members.approval_rules import get_authored_page_ids, requires_second_person
from members.models import (
    AgencyApprovalTask,
    RoleChange,
    RoleChangeOutcome,
    WaitingWords,
    list_object_ids,
)
from members.selectors.audit_chain import explain_faults, get_chain, list_last_faults
from members.selectors.submissions import (
    OVERDUE_WORKING_DAYS,
    get_submitted_page,
    list_overdue_task_states,
    list_pending_submissions,
)
from members.services.waiting_words import can_decide_words, get_record_kind
from members.working_days import shift_working_days
from sites.models import Agency
from sites.permissions.ownership import (
    MIN_MODERATORS,
    get_active_agency_ids,
    get_moderated_agency_ids,
    list_agency_pages,
)


def list_pages_to_approve(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield a task for each page that waits for a decision of the signed-in moderator.

    Pages that the user may not approve because they wrote them (two-person rule) are left out.
    """
    moderated = get_moderated_agency_ids(request.user)
    if not moderated:
        return
    task_states = list(list_pending_submissions(moderated))
    pages = map(get_submitted_page, task_states)
    authored = get_authored_page_ids(request.user, pages) if task_states else set()
    for task_state in task_states:
        page, author = get_submitted_page(task_state), task_state.workflow_state.requested_by
        own = page.pk in authored
        if not (own and requires_second_person(request.user, page)):
            yield DashboardTask(
                title=page.get_admin_display_title(),
                url=reverse("approval:review", args=[page.pk]),
                detail=_("Waits for your approval; sent by %(person)s.")
                % {"person": get_user_display_name(author) if author else "–"},
                due=shift_working_days(task_state.started_at, OVERDUE_WORKING_DAYS),
            )


def list_waiting_words(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield a task for each record of the user's agencies with words to decide about or to change.

    Words that were sent back are for their authors.
    """
    agencies = get_active_agency_ids(request.user)
    if not agencies:
        return
    rows = WaitingWords.objects.filter(agency__in=agencies).prefetch_related("authors")
    for waiting in rows.select_related("agency").order_by("sent_at"):
        kind = get_record_kind(waiting)
        if can_decide_words(request.user, waiting):
            yield DashboardTask(
                title=str(kind.label),
                url=reverse("approval:words", args=[waiting.pk]),
                detail=_("Words that wait for your approval."),
                due=shift_working_days(waiting.sent_at, OVERDUE_WORKING_DAYS),
            )
        elif waiting.returned and request.user in waiting.authors.all():
            yield DashboardTask(
                title=str(kind.label),
                url=kind.get_url(waiting.agency, waiting.object_id),
                detail=_("To be changed: %(comment)s") % {"comment": waiting.returned},
            )


def list_pages_to_change(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield a task for each page of the user's agencies that was sent back to the user."""
    agencies = get_active_agency_ids(request.user)
    if not agencies:
        return
    returned = list_returned_submissions(request.user, AgencyApprovalTask)
    for state in returned.filter(object_id__in=list_object_ids(list_agency_pages(agencies))):
        yield DashboardTask(
            title=state.content_object.get_admin_display_title(),
            url=reverse("wagtailadmin_pages:edit", args=[state.object_id]),
            detail=_("To be changed: %(comment)s") % {"comment": state.current_task_state.comment},
        )


def list_returned_submissions(person: AnyUser, kind: type[Task]) -> QuerySet[WorkflowState]:
    """Return the submissions of ``person`` to tasks of type ``kind`` that were sent back."""
    returned = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_NEEDS_CHANGES,
        requested_by=person,
        current_task_state__task__in=kind.objects.values("pk"),
    )
    return returned.select_related("current_task_state").prefetch_related("content_object")


def list_overdue_submissions(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield one task with the number of overdue submissions of all agencies.

    Yields nothing for users other than ICT administrators, or if nothing is overdue.
    """
    if not is_administrator(request.user):
        return
    number = list_overdue_task_states().count()
    if number:
        yield DashboardTask(
            title=ngettext(
                "%(number)s page has waited two working days for approval",
                "%(number)s pages have waited two working days for approval",
                number,
            )
            % {"number": number},
            url=reverse("approval:overdue"),
        )


def list_inactive_rules(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield a task for each active agency whose two-person rule is on but not in force.

    That is so with fewer than two active moderators. For ICT administrators only.
    """
    if not is_administrator(request.user):
        return
    moderators = Count("moderators__user", filter=Q(moderators__user__is_active=True))
    strict = Agency.objects.active().filter(two_person_rule=True).annotate(count=moderators)
    for agency in strict.filter(count__lt=MIN_MODERATORS):
        yield DashboardTask(
            title=agency.name,
            url=reverse("agencies:edit", args=[agency.pk]),
            detail=_("The two-person rule rests: the unit has fewer than two moderators."),
        )


def list_bounced_members(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield a task for each active member with a bounced address.

    Of the agencies that the signed-in user moderates; nothing if there are none.
    """
    moderated = get_moderated_agency_ids(request.user)
    member = Q(groups__agency_as_editors__in=moderated)
    member |= Q(groups__agency_as_moderators__in=moderated)
    agency = Coalesce("groups__agency_as_editors", "groups__agency_as_moderators")
    users = list_bounced_users(User.objects.filter(member, is_active=True))
    found: QuerySet[Any] = users.annotate(agency_key=agency)
    for person in found if moderated else ():
        yield DashboardTask(
            title=get_user_display_name(person),
            url=reverse("people:unit", args=[person.agency_key]),
            detail=_("Mail to %(email)s comes back; see under Members what to do.")
            % {"email": person.email},
        )


def list_unseen_events(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield one task with the number of events not marked as seen, for ICT administrators."""
    if not is_administrator(request.user):
        return
    number = SecurityEvent.objects.unseen().count()
    if number:
        yield DashboardTask(
            title=ngettext(
                "%(number)s security event to look at",
                "%(number)s security events to look at",
                number,
            )
            % {"number": number},
            url=reverse("people:security_events"),
            detail=_("Changes of roles, repeated refusals, sign-ins from unfamiliar places."),
        )


def list_audit_faults(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield one task if the last verification of the journal found it changed.

    For ICT administrators only.
    """
    if not is_administrator(request.user):
        return
    faults = list_last_faults(get_chain())
    if faults:
        yield DashboardTask(
            title=_("The journal does not hold"),
            url=reverse("audit:index"),
            detail=explain_faults(faults),
        )


def list_undecided_changes(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield a task for each undecided role change.

    ICT administrators get those of all agencies, others those of the agencies they moderate.
    """
    changes = RoleChange.objects.undecided().select_related("agency", "user", "requested_by")
    if not is_administrator(request.user):
        changes = changes.filter(agency__in=get_moderated_agency_ids(request.user))
    for change in changes:
        by = change.requested_by
        params = {
            "name": get_user_display_name(change.user),
            "what": change.get_kind_display(),
            "unit": change.agency.name,
            "person": get_user_display_name(by) if by else "–",
        }
        is_waiting = change.outcome == RoleChangeOutcome.WAITING
        yield DashboardTask(
            title=_("%(name)s %(what)s: %(unit)s") % params,
            url=reverse("people:unit", args=[change.agency_id]),
            detail=_("Asked for by %(person)s; takes effect by itself unless somebody objects.")
            % params
            if is_waiting
            else _("Asked for by %(person)s and objected to; the ICT department decides.") % params,
            due=change.effective_at if is_waiting else None,
        )
