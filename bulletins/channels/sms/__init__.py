"""SMS channel."""

from bulletins.channels.sms.channel import Sms

__all__ = ["Sms"]
