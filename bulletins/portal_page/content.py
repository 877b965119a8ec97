"""What a bulletin page of the old portal holds, and the error for one that holds none."""

import datetime
from dataclasses import dataclass


class PortalPageError(ValueError):
    """Says what is wrong and what is expected; `line` counts from 1, or is None for no line."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Run:
    """A stretch of text, linked to `href` or not; spaces around a link belong to its neighbours."""

    text: str
    href: str | None = None


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, or a measure without its number, as runs in reading order."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The paragraph without its links."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Measures:
    """At least two measures that the page numbers from 1 without a gap."""

    items: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Heading:
    """A short line in capitals or with a Roman number, such as "II. Tổ chức thực hiện"."""

    text: str


Block = Paragraph | Measures | Heading


@dataclass(frozen=True)
class PortalPage:
    """A bulletin in NFC; `lead` and `author` are empty where the page has none."""

    issued_on: datetime.date
    title: str
    lead: str
    blocks: tuple[Block, ...]
    author: str
