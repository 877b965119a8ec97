"""The states of pages between draft and website, as filters and as text."""

from django.db import models
from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, WorkflowState, get_default_page_content_type
from wagtail.query import PageQuerySet


class State(models.TextChoices):
    """The states that lists of pages can be filtered by."""

    DRAFT = "draft", _("not published")
    WAITING = "waiting", _("waiting for approval")
    RETURNED = "returned", _("changes requested")
    SHOWN = "shown", _("on the website")


_SUBMISSION = {
    WorkflowState.STATUS_IN_PROGRESS: State.WAITING,
    WorkflowState.STATUS_NEEDS_CHANGES: State.RETURNED,
}


def with_submission(pages: PageQuerySet) -> PageQuerySet:
    """Annotate pages with ``submission``: the status of their active workflow, or None."""
    active = WorkflowState.objects.active().filter(
        base_content_type=get_default_page_content_type(),
        object_id=Cast(OuterRef("pk"), CharField()),
    )
    return pages.annotate(submission=Subquery(active.values("status")[:1]))


def in_state(pages: PageQuerySet, state: str) -> PageQuerySet:
    """Return the pages in a ``State``.

    A page on the website may also wait for approval of a change, and is in both states then.
    """
    if state == State.SHOWN:
        return pages.live()
    pages = with_submission(pages)
    if state == State.DRAFT:
        return pages.not_live().filter(submission=None)
    return pages.filter(
        submission__in=[status for status, meant in _SUBMISSION.items() if meant == state]
    )


def state_in_words(page: Page) -> str:
    """Return the state of a page as text; the page has to come from ``with_submission``."""
    if page.submission:
        return str(_SUBMISSION[page.submission].label)
    if page.live and page.has_unpublished_changes:
        return str(_("on the website, newer changes not published"))
    if page.live:
        return str(State.SHOWN.label)
    return str(_("taken off the website") if page.first_published_at else State.DRAFT.label)
