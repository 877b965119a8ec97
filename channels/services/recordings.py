"""Services that add and remove recordings.

Both take effect at once on every website in the bulletin's audience (``channels.receivers``).
"""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from wagtail.log_actions import log

from accounts.models import User
from bulletins.models import Bulletin
from channels.models import BulletinRecording, Spoken
from content.files.audio import get_audio_suffix

ADDED, REMOVED = "bulletins.add_recording", "bulletins.remove_recording"


@transaction.atomic
def add_recording(
    *, bulletin: Bulletin, language: Spoken, file: UploadedFile, by: User | None
) -> BulletinRecording:
    """Save a recording of a bulletin in a language, in place of an earlier one, and log it.

    `by`: the user for the log, or None. It is public at once. Raises ValidationError if the file is
    no audio file of a permitted format.
    """
    name = f"{language}.{get_audio_suffix(file)}"
    for former in bulletin.recordings.filter(language=language):
        former.delete()
    recording = BulletinRecording(bulletin=bulletin, language=language, uploaded_by=by)
    recording.file.save(name, file, save=False)
    recording.save()
    log(bulletin, ADDED, user=by, data={"language": language.value})
    return recording


@transaction.atomic
def remove_recording(*, recording: BulletinRecording, by: User | None) -> None:
    """Delete a recording and its file, and log it; `by`: the user for the log, or None."""
    recording.delete()
    log(recording.bulletin, REMOVED, user=by, data={"language": recording.language})
