"""Dashboard tasks: bulletins that an agency should announce again."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.dashboard import DashboardTask
from channels.permissions import get_channels_url
from channels.services.reannouncements import list_recently_repeated, list_to_reannounce
from sites.models import Agency
from sites.permissions.ownership import get_active_agency_ids

MAX_TASKS = 5


def list_reannouncement_tasks(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield bulletins repeated lately, at most `MAX_TASKS` for each agency of the user."""
    keys = get_active_agency_ids(request.user)
    # On most days this one query is all.
    if not (keys and list_recently_repeated().exists()):
        return
    for agency in Agency.objects.filter(pk__in=keys).prefetch_related("groups"):
        for bulletin in list_to_reannounce(agency)[:MAX_TASKS]:
            yield DashboardTask(
                title=_("Tell again: %(title)s") % {"title": bulletin.title},
                url=get_channels_url(bulletin, agency),
                detail=_("%(repeated)s. Texts for loudspeakers, SMS and Zalo are ready.")
                % {"repeated": bulletin.repetition_label},
            )
