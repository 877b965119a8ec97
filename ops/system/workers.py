"""Status of the job workers."""

from datetime import datetime

from django.db.models import Max

from ops.models import Worker


def find_last_lease() -> datetime | None:
    """Return until when the last of all workers is at work, or was; None if there was none."""
    last: datetime | None = Worker.objects.aggregate(last=Max("expires_at"))["last"]
    return last
