"""A bulletin as an agency tells it, without anything that does not matter, and recordings of it."""

from django.core.files.uploadedfile import SimpleUploadedFile

from bulletins.selectors.localized import LocalizedBulletin
from bulletins.tests.factories import publish_bulletin
from channels.models import Spoken
from channels.selectors.context import ChannelContext
from channels.services.recordings import add_recording
from channels.tests.audio_files import MP3


def make_channel_context(agency, title="Họp thôn", **fields):
    """What a channel is told of a new bulletin on an agency's website."""
    bulletin = publish_bulletin(title, **fields)
    return ChannelContext(LocalizedBulletin(bulletin, bulletin), agency)


def get_texts(channel, told):
    """The texts of a channel by their names."""
    return {offer.name: offer for offer in channel.list_offers(told)}


def create_recording(bulletin, language=Spoken.HMONG, by=None):
    """A recording of a bulletin."""
    return add_recording(bulletin=bulletin, language=language, file=make_sound_file(), by=by)


def make_sound_file(content=MP3, name="ban-ghi.mp3"):
    """A file as a form sends it; the content says what it is, whatever its name."""
    return SimpleUploadedFile(name, content, "audio/mpeg")
