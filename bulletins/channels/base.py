"""What every channel is and makes."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise

from bulletins.channels.edition import Edition

Words = str | Promise


class ChannelError(Exception):
    """Why something cannot be made, in words for the person who asked for it."""


@dataclass(frozen=True)
class Text:
    """Words to copy. ``note`` says what must be known of them, their length for example."""

    name: str
    label: Words
    text: str
    note: Words = ""
    # Words of the text that may be read wrongly; the person who copies it looks at them.
    doubtful: tuple[str, ...] = ()
    kind: ClassVar[str] = "text"

    @property
    def rows(self) -> int:
        """How many lines the text takes on the screen, about."""
        lines = sum(1 + len(line) // 48 for line in self.text.splitlines())
        return min(max(lines, 1), 16)


@dataclass(frozen=True)
class Download:
    """A file, made when it is asked for.

    ``make`` raises ChannelError where it cannot be made. ``missing`` says what has to be
    installed first; there is nothing to download until it is.
    """

    name: str
    label: Words
    filename: str
    content_type: str
    make: Callable[[], bytes]
    missing: Words = ""
    kind: ClassVar[str] = "download"


Offer = Text | Download


class Channel(ABC):
    """One way a bulletin goes to people."""

    name: ClassVar[str]
    label: ClassVar[Words]
    hint: ClassVar[Words] = ""
    icon: ClassVar[str]

    @abstractmethod
    def offers(self, edition: Edition) -> list[Offer]:
        """Return what this channel has to offer of a bulletin as one unit tells it."""
