"""Queued tasks: levelling of recordings, and deletion of their uploads."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from channels.models import BulletinRecording
from channels.services.recordings import level_recording
from content.files.audio import LEVELLING_SECONDS

# How long the file of an upload outlives its row: longer than any request that has read the row.
UPLOAD_KEPT = timedelta(hours=1)


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
    if recording and level_recording(recording):
        later = timezone.now() + UPLOAD_KEPT
        delete_levelled_upload.using(run_after=later).enqueue(str(recording.file.name))


@task(backend="queue", lane="normal", label=_("Delete the upload of a levelled recording"))
def delete_levelled_upload(name: str) -> None:
    """Delete the file that a levelled one has replaced; ``name``: its path in the storage."""
    default_storage.delete(name)
