"""Queued tasks: levelling of recordings."""

from django.utils.translation import gettext_lazy as _
from django_tasks import task

from channels.models import BulletinRecording
from channels.services.recordings import level_recording
from content.files.audio import LEVELLING_SECONDS


@task(
    backend="queue",
    lane="long",
    # ffmpeg is a process of its own.
    limit_seconds=LEVELLING_SECONDS,
    label=_("Level the loudness of a recording"),
)
def level_saved_recording(pk: int) -> None:
    """Level the recording with primary key ``pk``, unless it is gone or has been levelled."""
    recording = BulletinRecording.objects.filter(pk=pk, is_levelled=False).first()
    if recording:
        level_recording(recording)
