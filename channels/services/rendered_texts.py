"""Which version of the Vietnamese words a recording renders, and whether they still hold.

A recording keeps the version and a digest of its words. Publishing other words makes it out of
date at that moment; publishing the same words again makes it current.
"""

from datetime import datetime

from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision

from bulletins.models import Bulletin
from bulletins.services.publishing import Change
from channels.models import BulletinRecording
from channels.selectors.spoken_texts import get_words_digest


def mark_outdated_recordings(bulletin: Bulletin, change: Change) -> None:
    """Mark recordings that no longer say what was published (effect of publishing).

    ``bulletin``: as it is published. Translations change nothing: recordings render the source.
    """
    if change != Change.PUBLISHED or not bulletin.is_source or not bulletin.recordings.exists():
        return
    digest = get_words_digest(bulletin)
    bulletin.recordings.filter(words=digest).update(outdated_at=None)
    others = bulletin.recordings.exclude(words=digest).filter(outdated_at=None)
    others.update(outdated_at=timezone.now())


def set_rendered_version(recording: BulletinRecording, version: Revision | None) -> None:
    """Set which version of the bulletin an unsaved recording renders, and whether it is current.

    ``version``: of the bulletin; None for its row as it is.
    """
    row = Bulletin.objects.get(pk=recording.bulletin_id)
    read = row.with_content_json(version.content) if version else row
    recording.version = version
    recording.words = get_words_digest(read)
    recording.outdated_at = find_outdating(row, recording.words)


def find_outdating(bulletin: Bulletin, words: str) -> datetime | None:
    """Return since when the published words differ from those with this digest.

    None if they do not differ, or nothing is published: drafts change without anybody hearing of
    it. ``bulletin``: the stored row.
    """
    if not bulletin.live or get_words_digest(bulletin) == words:
        return None
    return bulletin.last_published_at or timezone.now()


def set_versions_of_earlier_recordings() -> None:
    """Set version, words and size of recordings made before these were stored (version 1.0.0).

    The version is the one that was published when the recording was uploaded. After ``migrate``;
    does nothing once all have it.
    """
    earlier = BulletinRecording.objects.filter(words="").select_related("bulletin")
    for recording in earlier:
        set_rendered_version(recording, _find_version_at(recording))
        if recording.file.storage.exists(str(recording.file.name)):
            recording.size = recording.file.size
        recording.save()


def _find_version_at(recording: BulletinRecording) -> Revision | None:
    published = ModelLogEntry.objects.for_instance(recording.bulletin).filter(
        action="wagtail.publish", timestamp__lte=recording.uploaded_at, revision__isnull=False
    )
    entry = published.select_related("revision").order_by("timestamp", "pk").last()
    return entry.revision if entry else None
