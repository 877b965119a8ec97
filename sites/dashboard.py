"""Dashboard tasks for members of an archived agency."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.dashboard import DashboardTask
from sites.models import Agency
from sites.permissions.ownership import get_active_agency_ids


def list_archived_agency_tasks(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield a dashboard task for each archived agency of the user, saying that it is archived."""
    ended = Agency.objects.archived().filter(pk__in=get_active_agency_ids(request.user))
    for agency in ended.with_site().prefetch_related("successors"):
        day = agency.ended_on and date_format(agency.ended_on, "SHORT_DATE_FORMAT")
        names = ", ".join(successor.name for successor in agency.successors.all())
        yield DashboardTask(
            title=_("%(unit)s ended on %(day)s.") % {"unit": agency.name, "day": day},
            url=f"{agency.root_url}/",
            detail=_("Its website can be read as before and is no longer changed.")
            + (" " + _("Its work is carried on by %(units)s.") % {"units": names} if names else ""),
        )
