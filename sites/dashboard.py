"""What needs a person's attention, gathered from all apps for the dashboard."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone


@dataclass(frozen=True)
class Need:
    """One thing that waits for the person: what, where to do it, until when."""

    title: str
    url: str
    detail: str = ""
    due: datetime | None = None

    @property
    def is_overdue(self) -> bool:
        """Whether its time is over."""
        return self.due is not None and self.due <= timezone.now()


NeedSource = Callable[[HttpRequest], Iterable[Need]]
_sources: list[NeedSource] = []


def register_needs(source: NeedSource) -> NeedSource:
    """Add a source of needs; usable as a decorator. Sources ask at most a few queries each."""
    _sources.append(source)
    return source


def needs_of(request: HttpRequest) -> list[Need]:
    """Return what waits for the person signed in: by deadline, then what has none."""
    needs = [need for source in _sources for need in source(request)]
    return sorted(needs, key=lambda need: (need.due is None, need.due and need.due.timestamp()))
