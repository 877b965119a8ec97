"""Registry of dashboard tasks: what needs the signed-in user's attention, from all apps."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone


@dataclass(frozen=True)
class DashboardTask:
    """A task on the dashboard: what to do, the URL where it is done, and the deadline if any."""

    title: str
    url: str
    detail: str = ""
    due: datetime | None = None

    @property
    def is_overdue(self) -> bool:
        """Whether the deadline has passed; False for a task without deadline."""
        return self.due is not None and self.due <= timezone.now()


DashboardSource = Callable[[HttpRequest], Iterable[DashboardTask]]
_sources: list[DashboardSource] = []


def register_dashboard_source(source: DashboardSource) -> DashboardSource:
    """Register a source of dashboard tasks; usable as a decorator.

    A source should make at most a few database queries.
    """
    _sources.append(source)
    return source


def list_dashboard_tasks(request: HttpRequest) -> list[DashboardTask]:
    """Return the dashboard tasks of the signed-in user, by deadline; those without come last."""
    needs = [need for source in _sources for need in source(request)]
    return sorted(needs, key=lambda need: (need.due is None, need.due and need.due.timestamp()))
