"""Content of a bulletin page of the old portal, and the error for an invalid page."""

import datetime
from dataclasses import dataclass


class PortalPageError(ValueError):
    """Error that says what is wrong with a page and what is expected.

    `line`: line number from 1, or None if no single line is concerned.
    """

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Run:
    """Stretch of text, linked to `href` or not; spaces around a link are in its neighbours."""

    text: str
    href: str | None = None


@dataclass(frozen=True)
class Paragraph:
    """Paragraph, or a measure without its number, as runs in reading order."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """Text of the paragraph without its links."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Measures:
    """At least two measures that the page numbers from 1 without a gap."""

    items: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Heading:
    """Short line in capitals or with a Roman numeral, such as "II. Tổ chức thực hiện"."""

    text: str


Block = Paragraph | Measures | Heading


@dataclass(frozen=True)
class PortalPage:
    """Bulletin with text in NFC; `lead` and `author` are empty if the page has none."""

    issued_on: datetime.date
    title: str
    lead: str
    blocks: tuple[Block, ...]
    author: str
