"""All channels, in the order in which the admin shows them."""

from bulletins.channels.base import Channel
from bulletins.channels.mail import Mail
from bulletins.channels.poster import Poster
from bulletins.channels.script import Script
from bulletins.channels.sms import Sms
from bulletins.channels.voice import Voice
from bulletins.channels.wifi import Wifi
from bulletins.channels.zalo import Zalo

CHANNELS: tuple[Channel, ...] = (
    Poster(),
    Sms(),
    Zalo(),
    Script(),
    Voice(),
    Mail(),
    Wifi(),
)
