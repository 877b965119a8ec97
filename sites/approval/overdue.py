"""What has waited for approval too long, for the ICT department to ask after."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import TaskState

from sites.approval.submissions import waiting
from sites.approval.working_days import shift_working_days

# Working days that a submission may wait before the ICT department is told.
DAYS = 2


def overdue(now: datetime | None = None) -> QuerySet[TaskState]:
    """Return what has waited two working days or longer at ``now``, the oldest first."""
    return waiting().filter(started_at__lte=shift_working_days(now or timezone.now(), -DAYS))
