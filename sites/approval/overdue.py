"""Pages that have waited for approval too long, for the ICT department."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import TaskState

from sites.approval.submissions import waiting
from sites.approval.working_days import shift_working_days

# Working days after which a waiting submission is listed for the ICT department.
DAYS = 2


def overdue(now: datetime | None = None) -> QuerySet[TaskState]:
    """Return page submissions that have waited ``DAYS`` working days or longer, oldest first.

    ``now``: aware datetime, by default the present.
    """
    return waiting().filter(started_at__lte=shift_working_days(now or timezone.now(), -DAYS))
