"""Dashboard tasks: bulletins to announce again, recordings to repeat or to publish."""

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.dashboard import DashboardTask
from accounts.permissions import AnyUser
from bulletins.roles import can_publish
from channels.models import BulletinRecording
from channels.permissions import (
    can_publish_recording,
    can_record,
    find_recording_url,
    get_channels_url,
)
from channels.selectors.recordings import list_outdated_recordings, list_waiting_drafts
from channels.services.reannouncements import list_recently_repeated, list_to_reannounce
from sites.models import Agency
from sites.permissions.translators import get_unconfined_agency_ids

MAX_TASKS = 5


def list_reannouncement_tasks(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield bulletins repeated lately, at most `MAX_TASKS` for each agency of the user."""
    keys = get_unconfined_agency_ids(request.user)
    # On most days this one query is all.
    if not (keys and list_recently_repeated().exists()):
        return
    agencies = Agency.objects.filter(pk__in=keys).select_related("parent")
    for agency in agencies.prefetch_related("groups"):
        for bulletin in list_to_reannounce(agency)[:MAX_TASKS]:
            yield DashboardTask(
                title=_("Tell again: %(title)s") % {"title": bulletin.title},
                url=get_channels_url(bulletin, agency),
                detail=_("%(repeated)s. Texts for loudspeakers, SMS and Zalo are ready.")
                % {"repeated": bulletin.repetition_label},
            )


def list_recording_tasks(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield recordings to make anew, then drafts to publish, at most `MAX_TASKS` of each.

    Outdated ones are for whoever made them, for the ICT department, and for the moderators of the
    agency whose they are.
    """
    user = request.user
    outdated = [
        recording
        for recording in list_outdated_recordings()
        if can_publish(user)
        or can_publish_recording(user, recording.agency)
        or (recording.uploaded_by_id == user.pk and can_record(user, recording.agency))
    ]
    for recording in outdated[:MAX_TASKS]:
        yield _make_task(
            user,
            recording,
            _("Record anew: %(title)s (%(language)s)"),
            _("The text was changed on %(time)s. Record it again, or say that it is still right."),
            recording.outdated_at,
        )
    waiting = [
        recording
        for recording in list_waiting_drafts()
        if can_publish_recording(user, recording.agency, recording.uploaded_by_id)
    ]
    for recording in waiting[:MAX_TASKS]:
        yield _make_task(
            user,
            recording,
            _("Listen and publish: %(title)s (%(language)s)"),
            _("Recorded on %(time)s; nobody hears it yet."),
            recording.uploaded_at,
        )


def _make_task(
    user: AnyUser, recording: BulletinRecording, title: str, detail: str, at: datetime | None
) -> DashboardTask:
    bulletin, language = recording.bulletin, recording.language
    moment = date_format(timezone.localtime(at), "H:i, d/m/Y")
    owner = f" · {recording.agency.name}" if recording.agency else ""
    return DashboardTask(
        title=title % {"title": bulletin.title, "language": language.label},
        # Of a unit's recording the ICT department sees the list, which plays it.
        url=find_recording_url(user, recording) or reverse("recordings"),
        detail=detail % {"time": moment} + owner,
    )
