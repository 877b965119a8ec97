"""Times between which the versions of a page or bulletin were public.

Decisions say when a version became public, the journal says when it was taken off.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from wagtail.models import Page

from content.models import PUBLISHING, Act, Decision
from content.versions.decisions import list_decisions
from members.models import PUBLICATIONS, AuditEntry

# By these actions something is taken off.
ENDS = (
    *("wagtail.unpublish", "wagtail.unpublish.scheduled", "wagtail.delete"),
    *("home.bin", "home.bin.purge", "bulletins.withdraw"),
)
# By these a page gets, or loses, a password or a group of readers.
CLOSED, OPENED = "wagtail.view_restriction.create", "wagtail.view_restriction.delete"
# With these acts another version takes the place of a public one.
_REPLACING = (Act.AMEND, Act.FOLLOW)


@dataclass(frozen=True)
class PublicSpan:
    """Time in which one version was public.

    ``decision``: None for a publication from before the first decision. ``end``: None while
    ``is_public``, and if no entry records the end.
    """

    decision: Decision | None
    begin: datetime
    end: datetime | None = None
    is_public: bool = False


@dataclass(frozen=True)
class _Event:
    at: datetime
    decision: Decision | None = None
    is_end: bool = False


def list_public_spans(obj: Any) -> list[PublicSpan]:
    """Return the times in which a page or bulletin was public, the oldest first.

    Three queries. ``obj``: the row as it is now.
    """
    decisions = list(
        list_decisions(obj)
        .exclude(act__in=(Act.SCHEDULE, Act.FILE))
        .select_related("version", "kept", "person")
        .order_by("pk")
    )
    events = [*_iter_decided(decisions, obj), *_iter_recorded(decisions, obj)]
    spans: list[PublicSpan] = []
    for event in sorted(events, key=_get_time):
        _go_on(spans, event)
    if spans and spans[-1].end is None:
        spans[-1] = replace(spans[-1], is_public=obj.live)
    for begin, end in _list_closed_times(obj) if isinstance(obj, Page) else ():
        spans = [part for span in spans for part in _cut(span, begin, end)]
    return spans


def _list_closed_times(page: Page) -> list[tuple[datetime, datetime | None]]:
    """Return the times in which the page, or one above it, had a password or a group of readers.

    None as an end: it still has.
    """
    places = page.get_ancestors(inclusive=True).values_list("pk", "content_type")
    entries = AuditEntry.objects.filter(
        object_id__in=[str(pk) for pk, _kind in places],
        content_type__in={kind for _pk, kind in places},
        action__in=(CLOSED, OPENED),
    )
    found: list[tuple[datetime, datetime | None]] = []
    since: dict[str, datetime] = {}
    for key, action, at in entries.order_by("at").values_list("object_id", "action", "at"):
        if action == CLOSED:
            since.setdefault(key, at)
        elif key in since:
            found.append((since.pop(key), at))
    return found + [(at, None) for at in since.values()]


def _cut(span: PublicSpan, begin: datetime, end: datetime | None) -> Iterator[PublicSpan]:
    """Yield the rest of a span without the time from ``begin`` to ``end``."""
    if (end and end <= span.begin) or (span.end and begin >= span.end):
        yield span
        return
    if span.begin < begin:
        yield replace(span, end=begin, is_public=False)
    if end and (span.end is None or end < span.end):
        yield replace(span, begin=end)


def list_entries_about(obj: Any) -> QuerySet[AuditEntry]:
    """Return the entries of the journal about a page or bulletin."""
    kind = ContentType.objects.get_for_model(obj, for_concrete_model=False)
    return AuditEntry.objects.filter(content_type=kind, object_id=str(obj.pk))


def _go_on(spans: list[PublicSpan], event: _Event) -> None:
    """Add an event to the spans before it."""
    last = spans[-1] if spans and spans[-1].end is None else None
    act = event.decision.act if event.decision else None
    if act == Act.FOUND and last and last.decision is None:
        # The page was public before; now it has a decided version.
        spans[-1] = replace(last, decision=event.decision)
        return
    if (act == Act.FOUND and last) or (act in _REPLACING and not last):
        return
    if last:
        spans[-1] = replace(last, end=event.at)
    if not event.is_end:
        spans.append(PublicSpan(event.decision, event.at))


def _iter_decided(decisions: list[Decision], obj: Any) -> Iterator[_Event]:
    for decision in decisions:
        # A plan also changes versions that are not public yet.
        if decision.act == Act.AMEND and decision.version_id != obj.live_revision_id:
            continue
        at = decision.at
        if decision.act == Act.FOUND:
            at = _get_beginning(decision)
        if decision.act in (*PUBLISHING, *_REPLACING, Act.FOUND):
            yield _Event(at, decision)


def _iter_recorded(decisions: list[Decision], obj: Any) -> Iterator[_Event]:
    """Yield the ends, and the publications from before the first decision."""
    entries = list_entries_about(obj).filter(action__in=(*ENDS, *PUBLICATIONS), decision_id=None)
    first = decisions[0].at if decisions else None
    for action, at in entries.values_list("action", "at"):
        if action in ENDS:
            yield _Event(at, is_end=True)
        elif first is None or at < first:
            yield _Event(at)


def _get_beginning(decision: Decision) -> datetime:
    """Return since when a row was public at least that a decision found public."""
    version = decision.version or decision.kept
    text = version.content.get("last_published_at") if version else None
    published_at = parse_datetime(text) if isinstance(text, str) else None
    return min(published_at, decision.at) if published_at else decision.at


def _get_time(event: _Event) -> tuple[datetime, bool]:
    # Of one moment the end comes first: what returns then is public.
    return event.at, not event.is_end
