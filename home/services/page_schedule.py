"""Services that carry out and cancel what pages are scheduled for: publication and expiry.

Wagtail's command ``publish_scheduled`` does the same for all models, until one of them is refused:
nothing that is due after it would ever be done. Here each page stands for itself.
"""

import logging
from collections.abc import Callable, Iterator

from django.db import transaction
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, Revision

from sites.models import Agency
from sites.permissions.ownership import list_agency_pages

logger = logging.getLogger(__name__)


def carry_out_schedules() -> Iterator[bool]:
    """Take expired pages off their websites, then publish the revisions whose time has come.

    Yields of each whether it was done. One that is refused is in the log, changes nothing and is
    tried again next time.
    """
    now = timezone.now()
    expired = Page.objects.live().filter(expire_at__lte=now).order_by("expire_at")
    for pk in expired.values_list("pk", flat=True):
        yield _try("expiry", _expire, pk)
    due = Revision.page_revisions.filter(approved_go_live_at__lte=now)
    for pk in due.order_by("approved_go_live_at").values_list("pk", flat=True):
        yield _try("publication", _publish, pk)


def _try(what: str, act: Callable[[int], None], pk: int) -> bool:
    try:
        with transaction.atomic():
            act(pk)
    except Exception:
        # Whatever it is, it is the matter of one page, and must not hold up all others.
        logger.exception("Not carried out: %s of %s", what, pk)
        return False
    return True


def _expire(pk: int) -> None:
    page = Page.objects.select_for_update().get(pk=pk)
    if page.live and page.expire_at and page.expire_at <= timezone.now():
        action = UnpublishPageAction(
            page.specific, set_expired=True, log_action="wagtail.unpublish.scheduled"
        )
        action.execute(skip_permission_checks=True)


def _publish(pk: int) -> None:
    revision = Revision.objects.select_for_update().get(pk=pk)
    if revision.approved_go_live_at and revision.approved_go_live_at <= timezone.now():
        revision.publish(log_action="wagtail.publish.scheduled")


@transaction.atomic
def cancel_schedules(*, agency: Agency) -> None:
    """Forget every publication and expiry to come on the website of an agency, as when it ends."""
    pages = list_agency_pages([agency.pk])
    keys = [str(pk) for pk in pages.values_list("pk", flat=True)]
    Revision.page_revisions.filter(object_id__in=keys).exclude(approved_go_live_at=None).update(
        approved_go_live_at=None
    )
    pages.filter(live=True).exclude(expire_at=None).update(expire_at=None)
