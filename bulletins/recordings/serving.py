"""View that serves recordings; they are public as long as their bulletin is."""

from typing import cast

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from bulletins.models import Bulletin, BulletinRecording
from bulletins.roles import writes_bulletins
from bulletins.views import withdrawn
from sites.http import AgencyRequest, AnyHostRequest
from sites.serving import read_session, send_immutable


@require_safe
def serve_recording(request: AnyHostRequest, path: str) -> HttpResponseBase:
    """Serve a recording. `path`: path of its file below `ban-ghi/`.

    Websites serve it if they show its bulletin; else they answer 410 if it was withdrawn, 404 if
    not. The admin's host serves it to users with a permission on bulletins, and to all who may use
    the admin while the bulletin is live, as the page of channels does; to others 404.
    """
    read_session(request)
    recordings = BulletinRecording.objects.select_related("bulletin")
    recording = get_object_or_404(recordings, file=f"ban-ghi/{path}")
    bulletin = Bulletin.objects.filter(pk=recording.bulletin_id)
    if request.agency is None:
        if not _is_heard_by_staff(request, recording.bulletin):
            raise Http404
    elif not bulletin.filter(pk__in=Bulletin.objects.published_to(request.agency)).exists():
        return withdrawn(cast(AgencyRequest, request), recording.bulletin.slug)
    return send_immutable(recording.file)


def _is_heard_by_staff(request: AnyHostRequest, bulletin: Bulletin) -> bool:
    works_here = request.user.has_perm("wagtailadmin.access_admin")
    return works_here and (bulletin.live or writes_bulletins(request.user))
