"""A bulletin as an agency tells it, without anything that does not matter, and recordings of it."""

from django.core.files.uploadedfile import SimpleUploadedFile

from bulletins.selectors.localized import LocalizedBulletin
from bulletins.tests.factories import publish_bulletin
from channels.models import RecordingLanguage
from channels.selectors.context import ChannelContext
from channels.selectors.spoken_texts import get_current_version
from channels.services.recordings import (
    compute_recording_digest,
    publish_recording,
    save_recording_draft,
)
from channels.tests.audio_files import MP3
from content.files.audio import examine_recording


def make_channel_context(agency, title="Họp thôn", **fields):
    """What a channel is told of a new bulletin on an agency's website."""
    bulletin = publish_bulletin(title, **fields)
    return ChannelContext(LocalizedBulletin(bulletin, bulletin), agency)


def get_texts(channel, told):
    """The texts of a channel by their names."""
    return {offer.name: offer for offer in channel.list_offers(told)}


def get_language(code="tyz"):
    """A language of recordings by its code."""
    return RecordingLanguage.objects.get(code=code)


def draft_recording(bulletin, language="hmn", *, agency=None, by=None, **fields):
    """A recording of the words of a bulletin as they are now, which nobody hears yet."""
    version = get_current_version(bulletin)
    return save_recording_draft(
        bulletin=bulletin,
        language=get_language(language),
        agency=agency,
        file=examine_recording(make_sound_file()),
        by=by,
        **{"version": version} | fields,
    )


def create_recording(bulletin, language="hmn", **fields):
    """A published recording of a bulletin; ``fields`` as in ``draft_recording``."""
    recording = draft_recording(bulletin, language, **fields)
    shown = compute_recording_digest(recording)
    publish_recording(recording=recording, shown=shown, by=fields.get("by"))
    return recording


def get_recording_path(bulletin, language="tyz", act="", agency=None):
    """The address of the screen that records, or of what it does."""
    unit = f"?don-vi={agency.code}" if agency else ""
    return f"/admin/kenh-phat/{bulletin.pk}/ban-ghi/{language}/{act}{unit}"


def make_sound_file(content=MP3, name="ban-ghi.mp3"):
    """A file as a form sends it; the content says what it is, whatever its name."""
    return SimpleUploadedFile(name, content, "audio/mpeg")
