"""Where a page stands, in the words of those who write it."""

from django.db import models
from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, WorkflowState, get_default_page_content_type
from wagtail.query import PageQuerySet


class State(models.TextChoices):
    """What a person may look for."""

    DRAFT = "draft", _("not published")
    WAITING = "waiting", _("waiting for approval")
    RETURNED = "returned", _("changes requested")
    SHOWN = "shown", _("on the website")


_SUBMISSION = {
    WorkflowState.STATUS_IN_PROGRESS: State.WAITING,
    WorkflowState.STATUS_NEEDS_CHANGES: State.RETURNED,
}


def with_submission(pages: PageQuerySet) -> PageQuerySet:
    """Annotate each page with the state of its approval, as ``submission``; None without one."""
    active = WorkflowState.objects.active().filter(
        base_content_type=get_default_page_content_type(),
        object_id=Cast(OuterRef("pk"), CharField()),
    )
    return pages.annotate(submission=Subquery(active.values("status")[:1]))


def in_state(pages: PageQuerySet, state: str) -> PageQuerySet:
    """Only those pages that are in a state; a shown one may wait for approval of a change."""
    if state == State.SHOWN:
        return pages.live()
    pages = with_submission(pages)
    if state == State.DRAFT:
        return pages.not_live().filter(submission=None)
    return pages.filter(
        submission__in=[status for status, meant in _SUBMISSION.items() if meant == state]
    )


def state_in_words(page: Page) -> str:
    """Say where a page stands; it comes from ``with_submission``."""
    if page.submission:
        return str(_SUBMISSION[page.submission].label)
    if page.live and page.has_unpublished_changes:
        return str(_("on the website, newer changes not published"))
    if page.live:
        return str(State.SHOWN.label)
    return str(_("taken off the website") if page.first_published_at else State.DRAFT.label)
