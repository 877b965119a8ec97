"""Versions that a person read last before a decision."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wagtail.models import Revision, TaskState

from accounts.models import User
from content.versions.decisions import list_decisions


@dataclass(frozen=True)
class Reading:
    """The version that a person approved, or sent back with a ``wish``; "" for approved."""

    version: Revision
    at: datetime
    wish: str = ""


def find_last_reading(obj: Any, person: User) -> Reading | None:
    """Return what a person read of a page or bulletin at their last decision about it.

    Sending back is a decision too. None if the person never decided, or the version is gone.
    """
    returned = (
        TaskState.objects.filter(
            status=TaskState.STATUS_REJECTED,
            finished_by=person,
            workflow_state__in=obj.workflow_states.all(),
            revision__isnull=False,
        )
        .select_related("revision")
        .order_by("-finished_at")
        .first()
    )
    decided = list_decisions(obj).filter(person=person, version__isnull=False)
    approved = decided.select_related("version").first()
    readings = []
    if returned and returned.finished_at:
        readings.append(Reading(returned.revision, returned.finished_at, returned.comment))
    if approved and approved.version:
        readings.append(Reading(approved.version, approved.at))
    return max(readings, key=lambda reading: reading.at, default=None)
