"""Services of recordings: saving a draft, publishing, confirming and removing it, with the log.

What is published takes effect at once on the websites that play it (``channels.receivers``).
"""

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision

from accounts.models import User
from bulletins.models import Bulletin
from channels.models import BulletinRecording, RecordingLanguage
from channels.selectors.spoken_texts import get_current_version
from channels.services.rendered_texts import find_outdating, set_rendered_version
from content.files.audio import LEVELLED, find_ffmpeg, level_audio
from content.files.examined import ExaminedRecording
from content.files.processes import ReaderError
from content.versions.decisions import record_words_decision
from content.versions.digest import get_sha256, hash_content
from sites.models import Agency

# ADDED and REMOVED are stored by version 1.0.0 too, where adding was publishing.
ADDED, REMOVED = "bulletins.add_recording", "bulletins.remove_recording"
PUBLISHED, CONFIRMED = "bulletins.publish_recording", "bulletins.confirm_recording"
REWORDED = "bulletins.change_transcript"


@transaction.atomic
def save_recording_draft(
    *,
    bulletin: Bulletin,
    language: RecordingLanguage,
    agency: Agency | None,
    file: ExaminedRecording,
    transcript: str = "",
    version: Revision | None,
    by: User | None,
) -> BulletinRecording:
    """Save a recording that nobody hears yet, in place of an earlier draft, and log it.

    ``agency``: whose it is; None for the ICT department's. ``version``: which version of the
    bulletin was read out; None for its row as it is. ``by``: the user for the log, or None.
    """
    Bulletin.objects.select_for_update(of=("self",)).get(pk=bulletin.pk)
    drafts = bulletin.recordings.filter(published_at=None, language=language, agency=agency)
    for former in drafts:
        former.delete()
    recording = BulletinRecording(
        bulletin=bulletin,
        language=language,
        agency=agency,
        size=file.size or 0,
        seconds=file.seconds,
        transcript=transcript.strip(),
        uploaded_by=by,
    )
    set_rendered_version(recording, version)
    recording.file.save(f"{language.code}.{file.suffix}", file, save=False)
    recording.save()
    _log(recording, ADDED, by)
    return recording


def compute_recording_digest(recording: BulletinRecording) -> str:
    """Return the digest of what a person hears and reads before deciding about a recording.

    It covers the recording, its transcript and the present words of the bulletin. Another sound is
    another recording; levelling changes only the loudness.
    """
    version = get_current_version(recording.bulletin)
    words = version.content if version else None
    return hash_content([recording.pk, recording.transcript, words])


@transaction.atomic
def publish_recording(*, recording: BulletinRecording, shown: str, by: User | None) -> None:
    """Publish a draft in place of the earlier recording, whose file is deleted, and log it.

    ``shown``: the digest at which the person listened. Raises ValidationError if it is another one
    by now.
    """
    row = _lock_shown(recording, shown)
    siblings = row.recordings.filter(language=recording.language_id, agency=recording.agency_id)
    for former in siblings.filter(published_at__isnull=False).exclude(pk=recording.pk):
        former.delete()
    # It may have been made before other words were published.
    recording.outdated_at = find_outdating(row, recording.words)
    recording.published_at = timezone.now()
    recording.save()
    _record_decision(recording, by)
    _log(recording, PUBLISHED, by)


@transaction.atomic
def confirm_recording(*, recording: BulletinRecording, shown: str, by: User | None) -> None:
    """Record that a person declares an outdated recording right for the words of today.

    ``shown``: as for ``publish_recording``, which raises the same error.
    """
    row = _lock_shown(recording, shown)
    set_rendered_version(recording, row.live_revision if row.live else row.latest_revision)
    recording.save()
    _log(recording, CONFIRMED, by)


@transaction.atomic
def change_transcript(*, recording: BulletinRecording, transcript: str, by: User | None) -> None:
    """Change the transcript of a recording, and log it; do nothing if it is the same.

    Of a draft, ``by`` becomes the person whose work it is. Raises ValidationError if too long.
    """
    words = transcript.strip()
    if words == recording.transcript:
        return
    recording.transcript = words
    recording._meta.get_field("transcript").run_validators(words)
    if recording.published_at is None:
        recording.uploaded_by = by
    recording.save()
    if recording.published_at:
        _record_decision(recording, by)
    _log(recording, REWORDED, by)


@transaction.atomic
def remove_recording(*, recording: BulletinRecording, by: User | None) -> None:
    """Delete a recording, draft or published, and its file, and log it."""
    # First: the journal asks whose it is.
    _log(recording, REMOVED, by)
    recording.delete()


def level_recording(recording: BulletinRecording) -> bool:
    """Level a recording with ffmpeg and keep the result as its file; return whether it was done.

    False leaves the upload as it is: ffmpeg is not installed or fails, or the recording was
    removed or levelled meanwhile. Websites that play it show the new file at the next request. The
    upload stays: a request that has read its name may still open it (``channels.tasks``).
    Raises OSError if the storage cannot open the file.
    """
    if not find_ffmpeg():
        return False
    uploaded = str(recording.file.name)
    try:
        # Outside any transaction: it takes seconds, and others want to write.
        with recording.file.open("rb") as file:
            levelled = level_audio(file, recording.suffix)
    except ReaderError:
        return False
    with transaction.atomic():
        rows = BulletinRecording.objects.select_for_update(of=("self",)).select_related("language")
        row = rows.filter(pk=recording.pk, file=uploaded, is_levelled=False).first()
        if row is None:
            return False
        row.file.save(f"{row.language.code}.{LEVELLED}", ContentFile(levelled), save=False)
        row.size, row.is_levelled, row.replaced_file = len(levelled), True, uploaded
        row.save()
    return True


def _lock_shown(recording: BulletinRecording, shown: str) -> Bulletin:
    """Return the locked bulletin; raise ValidationError unless the recording is as shown."""
    row = Bulletin.objects.select_for_update(of=("self",)).get(pk=recording.bulletin_id)
    present = row.recordings.filter(pk=recording.pk).first()
    if present is None or compute_recording_digest(present) != shown:
        raise ValidationError(
            _("This has been changed since you opened it. Please listen and read once more.")
        )
    return row


def _record_decision(recording: BulletinRecording, by: User | None) -> None:
    """Record that citizens may hear a recording and read its transcript."""
    words = {"transcript": recording.transcript, "file": get_sha256(recording.file)}
    record_words_decision(recording, words, person=by)


def _log(recording: BulletinRecording, action: str, by: User | None) -> None:
    # CAP messages follow the bulletin's history. An agency's recordings are in its own journal.
    target = recording if recording.agency_id else recording.bulletin
    log(target, action, user=by, data={"language": recording.language.code})
