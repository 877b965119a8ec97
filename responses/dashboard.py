"""Dashboard tasks: bulletins to acknowledge, and overdue ones for those who publish."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.dashboard import DashboardTask
from bulletins.models import Bulletin
from bulletins.roles import can_publish
from responses.models import Acknowledgement
from responses.selectors.acknowledgements import count_acknowledgements, list_overdue
from sites.models import Agency
from sites.permissions.translators import get_unconfined_agency_ids

MAX_TASKS = 5


def list_acknowledgement_tasks(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield the bulletins that the user's agencies have yet to acknowledge.

    Earliest deadline first for each agency; one query for each agency.
    """
    working = Agency.objects.active().filter(pk__in=get_unconfined_agency_ids(request.user))
    agencies = list(working.select_related("parent").prefetch_related("groups"))
    for agency in agencies:
        done = Acknowledgement.objects.filter(bulletin=OuterRef("pk"), agency=agency)
        asking = (
            Bulletin.objects.requiring_acknowledgement()
            .for_codes(agency.codes)
            .filter(~Exists(done))
        )
        for bulletin in asking.only("title", "confirm_by").order_by("confirm_by", "pk"):
            detail = _("Confirm that your unit has done what it asks.")
            yield DashboardTask(
                title=bulletin.title,
                url=reverse("confirm", args=[agency.pk, bulletin.pk]),
                detail=f"{agency.heading}: {detail}" if len(agencies) > 1 else detail,
                due=bulletin.confirm_by,
            )


def list_follow_up_tasks(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield overdue bulletins that agencies have not acknowledged.

    For users who may publish bulletins. At most `MAX_TASKS`, those with the latest deadlines; two
    queries for each.
    """
    if not can_publish(request.user):
        return
    for bulletin in list_overdue()[:MAX_TASKS]:
        missing = count_acknowledgements(bulletin).missing
        message = ngettext(
            "%(number)s unit has not confirmed in time.",
            "%(number)s units have not confirmed in time.",
            missing,
        )
        yield DashboardTask(
            title=bulletin.title,
            url=reverse("bulletin_units", args=[bulletin.pk]),
            detail=message % {"number": missing},
        )
