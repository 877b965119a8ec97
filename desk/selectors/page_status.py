"""The states of pages between draft and website, as filters and as text."""

from django.db import models
from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, WorkflowState, get_default_page_content_type
from wagtail.query import PageQuerySet


class PageStatus(models.TextChoices):
    """The states that lists of pages can be filtered by."""

    DRAFT = "draft", _("not published")
    WAITING = "waiting", _("waiting for approval")
    RETURNED = "returned", _("changes requested")
    SHOWN = "shown", _("on the website")


_SUBMISSION = {
    WorkflowState.STATUS_IN_PROGRESS: PageStatus.WAITING,
    WorkflowState.STATUS_NEEDS_CHANGES: PageStatus.RETURNED,
}


def with_submission(pages: PageQuerySet) -> PageQuerySet:
    """Annotate pages with ``submission``: the status of their active workflow, or None."""
    active = WorkflowState.objects.active().filter(
        base_content_type=get_default_page_content_type(),
        object_id=Cast(OuterRef("pk"), CharField()),
    )
    return pages.annotate(submission=Subquery(active.values("status")[:1]))


def filter_by_status(pages: PageQuerySet, state: str) -> PageQuerySet:
    """Return the pages in a ``PageStatus``.

    A page on the website may also wait for approval of a change, and is in both states then.
    """
    if state == PageStatus.SHOWN:
        return pages.live()
    pages = with_submission(pages)
    if state == PageStatus.DRAFT:
        return pages.not_live().filter(submission=None)
    return pages.filter(
        submission__in=[status for status, meant in _SUBMISSION.items() if meant == state]
    )


def get_status_label(page: Page) -> str:
    """Return the state of a page as text; the page has to come from ``with_submission``."""
    if page.submission:
        return str(_SUBMISSION[page.submission].label)
    if page.live and page.has_unpublished_changes:
        return str(_("on the website, newer changes not published"))
    if page.live:
        return str(PageStatus.SHOWN.label)
    return str(_("taken off the website") if page.first_published_at else PageStatus.DRAFT.label)
