"""Dashboard source of unanswered messages from citizens."""

from collections.abc import Iterator

from django.db.models import Count, Min
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.dashboard import DashboardTask
from home.models import FeedbackMessage, FeedbackState
from sites.models import Status
from sites.permissions.ownership import get_active_agency_ids


def list_unanswered_message_tasks(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield a task for each active agency of the user that has unanswered messages.

    One query for all agencies.
    """
    waiting = FeedbackMessage.objects.filter(
        state=FeedbackState.NEW,
        agency__in=get_active_agency_ids(request.user),
        agency__status=Status.ACTIVE,
    )
    rows = waiting.order_by("agency__sort_key").values("agency", "agency__name_vi")
    for row in rows.annotate(number=Count("pk"), oldest=Min("received_at")):
        message = ngettext(
            "%(number)s message from a citizen waits for an answer.",
            "%(number)s messages from citizens wait for an answer.",
            row["number"],
        )
        since = date_format(timezone.localdate(row["oldest"]), "SHORT_DATE_FORMAT")
        yield DashboardTask(
            title=message % {"number": row["number"]},
            url=reverse("feedback:unit", args=[row["agency"]]) + f"?state={FeedbackState.NEW}",
            detail=_("%(unit)s, since %(day)s") % {"unit": row["agency__name_vi"], "day": since},
        )
