"""Who may approve what. Every door asks here.

The two-person rule: nobody publishes what they wrote themselves. It is in force where the unit
has asked for it and has at least two moderators; with one of them alone, that person's own
writing could not be published by anybody.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Page, WorkflowState

from sites.isolation.access import (
    Person,
    agencies_of,
    is_administrator,
    moderated_by,
    moderators_of,
)
from sites.localization.rights import translated_by
from sites.models.agency import Agency, Status
from sites.page_owners import agency_of, homes_of

TWO_PERSONS = 2


def has_approver(page: Page, *, lock: bool = False) -> bool:
    """Whether the unit that owns ``page`` has anybody who approves.

    ``lock`` holds the agency until the transaction ends, so that its last approver does not
    leave while something is being submitted.
    """
    agency = agency_of(page)
    if agency is None:
        return False
    if lock:
        Agency.objects.select_for_update().get(pk=agency.pk)
    return agency.status == Status.ACTIVE and moderators_of(agency.pk).exists()


def may_approve(user: Person, page: Page) -> bool:
    """Whether ``user`` may approve ``page``, or send it back.

    ICT administrators may: they could as well switch the two-person rule off.
    """
    if is_administrator(user):
        return True
    agency = agency_of(page)
    if agency is None or agency.status != Status.ACTIVE or agency.pk not in moderated_by(user):
        return False
    return not (in_force(agency) and wrote(user, page, page.current_workflow_state))


def locked_while_waiting(user: Person, page: Page) -> bool:
    """Whether ``user`` must leave ``page`` alone while it waits for approval.

    Under the two-person rule approvers do not write either: the approver of what they changed
    would be one person.
    """
    if not may_approve(user, page):
        return True
    return not is_administrator(user) and reviewed_by_another(user, page)


def reviewed_by_another(user: Person, page: Page) -> bool:
    """Whether the two-person rule keeps ``user`` from publishing ``page`` without approval.

    Asked for many pages in a list; the answer for a person is kept as long as the user object,
    which lives as long as a request.
    """
    memory = vars(user)
    if "_two_person_paths" not in memory:
        strict = [
            agency.pk
            for agency in Agency.objects.filter(pk__in=agencies_of(user), two_person_rule=True)
            if in_force(agency)
        ]
        memory["_two_person_paths"] = tuple(homes_of(strict).values_list("path", flat=True))
    return page.path.startswith(memory["_two_person_paths"])


def in_force(agency: Agency) -> bool:
    """Whether the two-person rule holds in ``agency`` at the moment."""
    return agency.two_person_rule and moderators_of(agency.pk).count() >= TWO_PERSONS


def check_two_person_rule(agency: Agency) -> None:
    """Raise ValidationError where the two-person rule cannot be switched on."""
    if moderators_of(agency.pk).count() < TWO_PERSONS:
        raise ValidationError(
            _("The two-person rule needs at least two moderators who can sign in.")
        )


def wrote(user: Person, page: Page, state: WorkflowState | None) -> bool:
    """Whether the latest version of ``page`` is by ``user``, or was submitted by them; of a
    translation also whether any of its words are theirs.
    """
    return is_author(user, page, state) or page.pk in translated_by(user, [page])


def is_author(user: Person, page: Page, state: WorkflowState | None) -> bool:
    """The same without the words of a translation, for lists, which ask those for all pages."""
    revision = page.latest_revision
    return user.pk in {state and state.requested_by_id, revision and revision.user_id}
