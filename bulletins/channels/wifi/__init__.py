"""Public Wi-Fi channel."""

from bulletins.channels.wifi.channel import Wifi

__all__ = ["Wifi"]
