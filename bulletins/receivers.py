"""Signal receivers of bulletins: groups in use, approval, and repetition."""

from collections.abc import Collection
from typing import Any

from django.db.models import ProtectedError
from django.db.models.signals import pre_delete, pre_save
from wagtail.models import WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected

from accounts.dashboard import register_dashboard_source
from bulletins import dashboard
from bulletins.emails import bulletin_mailer
from bulletins.models import REPETITION, Bulletin
from bulletins.services.repetition import find_first_repetition
from bulletins.services.setup import sync_workflow
from ops.after_migrate import run_after_migrate
from sites.models import AgencyGroup

# Bulletins named when the deletion of a group is refused.
MAX_NAMED_BULLETINS = 5


def connect_audience() -> None:
    """Connect the receiver that protects groups of agencies used in an audience.

    Called once, when the app is ready.
    """
    pre_delete.connect(protect_addressed_group, sender=AgencyGroup)


def protect_addressed_group(instance: AgencyGroup, **kwargs: Any) -> None:
    """Raise ProtectedError if the published or draft audience of a bulletin names the group.

    After the deletion nobody could tell for whom the bulletin was.
    """
    bulletins = set(Bulletin.objects.addressed_to_code(instance.code)[:MAX_NAMED_BULLETINS])
    if bulletins:
        raise ProtectedError("The group is addressed by bulletins.", bulletins)


def connect_approval() -> None:
    """Connect the approval of bulletins: e-mails, dashboard tasks and workflow.

    Called once, when the app is ready.
    """
    register_dashboard_source(dashboard.list_bulletins_to_approve, order=400)
    register_dashboard_source(dashboard.list_bulletins_to_change, order=400)
    run_after_migrate("bulletins.BulletinApprovalTask", sync_workflow)
    task_submitted.connect(bulletin_mailer.ask)
    workflow_approved.connect(bulletin_mailer.notify_approved, sender=WorkflowState)
    workflow_rejected.connect(bulletin_mailer.notify_rejected, sender=WorkflowState)


def connect_repetition() -> None:
    """Connect the receiver that preserves a bulletin's repetition state on save.

    Called once, when the app is ready.
    """
    pre_save.connect(preserve_repetition_state, sender=Bulletin)


def preserve_repetition_state(
    instance: Bulletin, raw: bool, update_fields: Collection[str] | None = None, **kwargs: Any
) -> None:
    """Copy the repetition state from the database row to the instance about to be saved.

    A version was read earlier, and the bulletin may have been announced again since. Locks the row.
    If the schedule differs from the row's (`live`, `repeat_days`, `valid_from`), or the bulletin is
    new, the next repetition is counted from now. Raw saves and saves with `update_fields` are left
    alone.
    """
    if raw or update_fields is not None:
        return
    row = Bulletin.objects.select_for_update(of=("self",)).filter(pk=instance.pk).first()
    if row:
        for name in REPETITION:
            setattr(instance, name, getattr(row, name))
    if row is None or _rhythm(row) != _rhythm(instance):
        instance.next_repeat_at = find_first_repetition(instance)


def _rhythm(bulletin: Bulletin) -> tuple[object, ...]:
    return bulletin.live, bulletin.repeat_days, bulletin.valid_from
