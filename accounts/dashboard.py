"""Registry of dashboard tasks: what needs the signed-in user's attention, from all apps."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

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
_sources: list[tuple[int, DashboardSource]] = []


def register_dashboard_source(source: DashboardSource, *, order: int) -> None:
    """Register a source of dashboard tasks.

    A source should make at most a few database queries. ``order`` decides where its tasks without
    a deadline stand: lowest first, and of the same number first what was registered first. It does
    not follow the layers of the apps: what waits for a decision about texts comes before the
    operation of the installation.
    """
    _sources.append((order, source))
    _sources.sort(key=itemgetter(0))


def list_dashboard_tasks(request: HttpRequest) -> list[DashboardTask]:
    """Return the dashboard tasks of the signed-in user, by deadline.

    Those without a deadline come last, in the order of their sources.
    """
    needs = [need for _, source in _sources for need in source(request)]
    return sorted(needs, key=lambda need: (need.due is None, need.due and need.due.timestamp()))
