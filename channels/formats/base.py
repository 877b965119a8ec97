"""Interface of channels, and the texts and files that they offer."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise

from channels.selectors.context import ChannelContext

LazyText = str | Promise


class ChannelError(Exception):
    """Failure to make a file; the message is shown to the user."""


@dataclass(frozen=True)
class Text:
    """Text to copy.

    `note`: what the user should know about it, for example its length.
    """

    name: str
    label: LazyText
    text: str
    note: LazyText = ""
    # Parts of the text that may be read out wrongly, for the user to check.
    doubtful: tuple[str, ...] = ()
    kind: ClassVar[str] = "text"

    @property
    def rows(self) -> int:
        """Approximate number of lines that the text takes in a form field, from 1 to 16."""
        lines = sum(1 + len(line) // 48 for line in self.text.splitlines())
        return min(max(lines, 1), 16)


@dataclass(frozen=True)
class Download:
    """File that is made when it is downloaded.

    `make`: returns the content; raises ChannelError if it cannot be made. `missing`: what has to be
    installed on the server first; shown instead of the download unless it is empty.
    """

    name: str
    label: LazyText
    filename: str
    content_type: str
    make: Callable[[], bytes]
    missing: LazyText = ""
    kind: ClassVar[str] = "download"


Offer = Text | Download


class Channel(ABC):
    """Way to publish a bulletin besides websites."""

    name: ClassVar[str]
    label: ClassVar[LazyText]
    hint: ClassVar[LazyText] = ""
    icon: ClassVar[str]

    @abstractmethod
    def list_offers(self, context: ChannelContext) -> list[Offer]:
        """Return the texts and files for a bulletin as one agency publishes it.

        Empty if the channel does not have the language of the text.
        """
