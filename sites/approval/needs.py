"""Dashboard sources of page approval: what the user has to approve, change or remind of."""

from collections.abc import Iterator

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Task, WorkflowState

from sites.approval.keys import as_object_ids
from sites.approval.overdue import DAYS, overdue
from sites.approval.rules import TWO_PERSONS, is_author, reviewed_by_another
from sites.approval.submissions import page_of, waiting
from sites.approval.working_days import shift_working_days
from sites.dashboard import Need, register_needs
from sites.isolation.access import Person, agencies_of, is_administrator, moderated_by
from sites.localization.rights import translated_by
from sites.models import Agency, AgencyApprovalTask
from sites.page_owners import pages_of


def register() -> None:
    """Add the sources below to the dashboard. Called once, when the app is ready."""
    for source in (to_approve, to_change, to_remind, resting_rules):
        register_needs(source)


def to_approve(request: HttpRequest) -> Iterator[Need]:
    """Yield a task for each page that waits for a decision of the signed-in moderator.

    Pages that the user may not approve because they wrote them (two-person rule) are left out.
    """
    moderated = moderated_by(request.user)
    if not moderated:
        return
    task_states = list(waiting(moderated))
    translated = translated_by(request.user, map(page_of, task_states)) if task_states else set()
    for task_state in task_states:
        page, state = page_of(task_state), task_state.workflow_state
        author = state.requested_by
        own = page.pk in translated or is_author(request.user, page, state)
        if not (own and reviewed_by_another(request.user, page)):
            yield Need(
                title=page.get_admin_display_title(),
                url=reverse("approval:review", args=[page.pk]),
                detail=_("Waits for your approval; sent by %(person)s.")
                % {"person": get_user_display_name(author) if author else "–"},
                due=shift_working_days(task_state.started_at, DAYS),
            )


def to_change(request: HttpRequest) -> Iterator[Need]:
    """Yield a task for each page of the user's agencies that was sent back to the user."""
    agencies = agencies_of(request.user)
    if not agencies:
        return
    returned = returned_to(request.user, AgencyApprovalTask)
    for state in returned.filter(object_id__in=as_object_ids(pages_of(agencies))):
        yield Need(
            title=state.content_object.get_admin_display_title(),
            url=reverse("wagtailadmin_pages:edit", args=[state.object_id]),
            detail=_("To be changed: %(comment)s") % {"comment": state.current_task_state.comment},
        )


def returned_to(person: Person, kind: type[Task]) -> QuerySet[WorkflowState]:
    """Return the submissions of ``person`` to tasks of type ``kind`` that were sent back."""
    returned = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_NEEDS_CHANGES,
        requested_by=person,
        current_task_state__task__in=kind.objects.values("pk"),
    )
    return returned.select_related("current_task_state").prefetch_related("content_object")


def to_remind(request: HttpRequest) -> Iterator[Need]:
    """Yield one task with the number of overdue submissions of all agencies.

    Yields nothing for users other than ICT administrators, or if nothing is overdue.
    """
    if not is_administrator(request.user):
        return
    number = overdue().count()
    if number:
        yield Need(
            title=ngettext(
                "%(number)s page has waited two working days for approval",
                "%(number)s pages have waited two working days for approval",
                number,
            )
            % {"number": number},
            url=reverse("approval:overdue"),
        )


def resting_rules(request: HttpRequest) -> Iterator[Need]:
    """Yield a task for each active agency whose two-person rule is on but not in force.

    That is so with fewer than two active moderators. For ICT administrators only.
    """
    if not is_administrator(request.user):
        return
    moderators = Count("moderators__user", filter=Q(moderators__user__is_active=True))
    strict = Agency.objects.active().filter(two_person_rule=True).annotate(count=moderators)
    for agency in strict.filter(count__lt=TWO_PERSONS):
        yield Need(
            title=agency.name,
            url=reverse("agencies:edit", args=[agency.pk]),
            detail=_("The two-person rule rests: the unit has fewer than two moderators."),
        )
