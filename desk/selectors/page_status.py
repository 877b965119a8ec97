"""The states of pages between draft and website, as filters and as text."""

from datetime import datetime

from django.db import models
from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision, WorkflowState, get_default_page_content_type
from wagtail.query import PageQuerySet

from content.models import Act, Decision


class PageStatus(models.TextChoices):
    """The states that lists of pages can be filtered by."""

    DRAFT = "draft", _("not published")
    WAITING = "waiting", _("waiting for approval")
    RETURNED = "returned", _("changes requested")
    SCHEDULED = "scheduled", _("waiting for its time")
    SHOWN = "shown", _("on the website")


_SUBMISSION = {
    WorkflowState.STATUS_IN_PROGRESS: PageStatus.WAITING,
    WorkflowState.STATUS_NEEDS_CHANGES: PageStatus.RETURNED,
}


def with_submission(pages: PageQuerySet) -> PageQuerySet:
    """Annotate pages with the status of their active workflow and the time they wait for.

    ``submission``, ``scheduled_at`` and ``schedule_decided_at``: None where there is none.
    """
    of_page = {
        "base_content_type": get_default_page_content_type(),
        "object_id": Cast(OuterRef("pk"), CharField()),
    }
    active = WorkflowState.objects.active().filter(**of_page)
    decided = Decision.objects.filter(
        content_type=get_default_page_content_type(),
        object_id=of_page["object_id"],
        act=Act.SCHEDULE,
    )
    scheduled = Revision.objects.filter(**of_page).exclude(approved_go_live_at=None)
    return pages.annotate(
        submission=Subquery(active.values("status")[:1]),
        scheduled_at=Subquery(scheduled.values("approved_go_live_at")[:1]),
        schedule_decided_at=Subquery(decided.order_by("-pk").values("at")[:1]),
    )


def filter_by_status(pages: PageQuerySet, state: str) -> PageQuerySet:
    """Return the pages in a ``PageStatus``.

    A page on the website may also wait for approval of a change, and is in both states then.
    """
    if state == PageStatus.SHOWN:
        return pages.live()
    pages = with_submission(pages)
    if state == PageStatus.SCHEDULED:
        return pages.exclude(scheduled_at=None)
    if state == PageStatus.DRAFT:
        return pages.not_live().filter(submission=None, scheduled_at=None)
    return pages.filter(
        submission__in=[status for status, meant in _SUBMISSION.items() if meant == state]
    )


def get_status_label(page: Page) -> str:
    """Return the state of a page as text, with the times at which it changes by itself.

    The page has to come from ``with_submission``.
    """
    parts = [_get_state(page)]
    if page.live and page.expire_at:
        parts.append(_("to be taken off at %(moment)s") % {"moment": _format(page.expire_at)})
    return ", ".join(map(str, parts))


def _get_state(page: Page) -> str | Promise:
    now = timezone.now()
    if page.submission:
        label = _SUBMISSION[page.submission].label
        if not page.live and page.go_live_at and page.go_live_at > now:
            return f"{label}, {_say_publication(page.go_live_at)}"
        return label
    if page.scheduled_at:
        return _describe_appointment(page)
    if page.live:
        has_changes = page.has_unpublished_changes
        newer = _("on the website, newer changes not published")
        return newer if has_changes else PageStatus.SHOWN.label
    if page.expired and page.expire_at:
        return _("expired at %(moment)s") % {"moment": _format(page.expire_at)}
    return _("taken off the website") if page.first_published_at else PageStatus.DRAFT.label


def _describe_appointment(page: Page) -> str:
    moment = {"moment": _format(page.scheduled_at)}
    if not page.live:
        return str(_("appointment at %(moment)s") % moment)
    decided_at, published_at = page.schedule_decided_at, page.last_published_at
    if decided_at and published_at and published_at > decided_at:
        return str(_("appointment at %(moment)s without the last correction") % moment)
    return str(_("appointment at %(moment)s (the former version is shown)") % moment)


def _say_publication(moment: datetime) -> str:
    return str(_("to be published at %(moment)s") % {"moment": _format(moment)})


def _format(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
