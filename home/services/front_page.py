"""Service that saves how a unit has arranged its home page."""

from enum import Enum

from django.db import transaction
from wagtail.models import WorkflowState

from accounts.models import User
from home.models import HomePage


class Step(Enum):
    """What follows when a version is saved."""

    DRAFT = "draft"
    SUBMIT = "submit"
    PUBLISH = "publish"


@transaction.atomic
def save_front_page(*, page: HomePage, step: Step, by: User) -> None:
    """Save ``page`` as its latest version, and submit or publish that.

    ``page``: as it is to be, the version of the form. Does not check permissions.
    """
    revision = page.save_revision(user=by, log_action=True)
    if step == Step.PUBLISH:
        revision.publish(user=by)
    elif step == Step.SUBMIT:
        state = page.current_workflow_state
        if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
            state.resume(by)
        elif workflow := page.get_workflow():
            workflow.start(page, by)
