"""All channels, in the order in which the admin shows them."""

from channels.formats.base import Channel
from channels.formats.email import EmailChannel, Zalo
from channels.formats.poster import Poster
from channels.formats.radio import RadioScript, SpeechAudio
from channels.formats.sms import Sms
from channels.formats.wifi import Wifi

CHANNELS: tuple[Channel, ...] = (
    Poster(),
    Sms(),
    Zalo(),
    RadioScript(),
    SpeechAudio(),
    EmailChannel(),
    Wifi(),
)
