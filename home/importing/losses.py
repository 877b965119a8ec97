"""Content of valid lines that is dropped, reported so that nobody loses it unnoticed."""

import re
from dataclasses import dataclass

import nh3

from home.importing.bodies import without_comments

_PICTURES = {"img"}
_FILMS = {"audio", "embed", "iframe", "object", "video"}
_MAYBE = re.compile("<(?:img|audio|embed|iframe|object|video)", re.IGNORECASE)


@dataclass(frozen=True)
class Loss:
    """One thing that is dropped from a line; ``column`` is the key in its JSON object."""

    line: int
    column: str
    what: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.column}: {self.what}"


def left_out_of(html: str) -> str:
    """Return a text that says how many pictures and media HTML has; empty if none."""
    if not _MAYBE.search(html):
        return ""
    # Leave out what only looks like an element, in comments and scripts.
    kept = nh3.clean(without_comments(html), tags=_PICTURES | _FILMS, attributes={})
    counts = (
        (_count(_PICTURES, kept), "picture", "pictures"),
        (_count(_FILMS, kept), "film, sound or frame", "films, sounds or frames"),
    )
    told = [f"{number} {one if number == 1 else many}" for number, one, many in counts if number]
    return f"{' and '.join(told)} left out" if told else ""


def _count(tags: set[str], html: str) -> int:
    return sum(html.count(f"<{tag}>") for tag in tags)
