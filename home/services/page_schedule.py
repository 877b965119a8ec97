"""Services that carry out and cancel what pages are scheduled for: publication and expiry.

Wagtail's command ``publish_scheduled`` does the same for all models, until one of them is refused:
nothing that is due after it would ever be done. Here each page stands for itself.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from content.versions.decisions import UndecidedError
from members.signals import appointment_missed
from sites.localization.validation import PublicationRefusedError
from sites.models import Agency
from sites.permissions.ownership import list_agency_pages

logger = logging.getLogger(__name__)

MISSED = "home.schedule.missed"
ACTIONS = {MISSED: gettext_lazy("Not published at its time")}
REFUSALS = (UndecidedError, PublicationRefusedError, ValidationError)


def carry_out_schedules() -> Iterator[bool]:
    """Take expired pages off their websites, then publish the revisions whose time has come.

    Yields of each whether it was done. A refused version becomes a draft again, and those who
    decide get a mail. Any other failure is in the log, changes nothing and is tried again.
    """
    now = timezone.now()
    expired = Page.objects.live().filter(expire_at__lte=now).order_by("expire_at")
    for pk in expired.values_list("pk", flat=True):
        yield _try("expiry", _expire, pk)
    due = Revision.page_revisions.filter(approved_go_live_at__lte=now)
    for pk in due.order_by("approved_go_live_at").values_list("pk", flat=True):
        yield _try("publication", _publish, pk)


def _try(what: str, act: Callable[[int], bool], pk: int) -> bool:
    try:
        with transaction.atomic():
            return act(pk)
    except Exception:
        # Whatever it is, it is the matter of one page, and must not hold up all others.
        logger.exception("Not carried out: %s of %s", what, pk)
        return False


def _expire(pk: int) -> bool:
    page = Page.objects.select_for_update().get(pk=pk)
    if page.live and page.expire_at and page.expire_at <= timezone.now():
        appointed = list(page.revisions.exclude(approved_go_live_at=None))
        action = UnpublishPageAction(
            page.specific, set_expired=True, log_action="wagtail.unpublish.scheduled"
        )
        action.execute(skip_permission_checks=True)
        # Wagtail ends each appointment with the page's time; the text to come has its own.
        for version in appointed:
            Revision.objects.filter(pk=version.pk).update(
                approved_go_live_at=version.approved_go_live_at
            )
    return True


def _publish(pk: int) -> bool:
    """Publish an appointed version; return False if it was refused and is a draft again."""
    version = Revision.objects.select_for_update().get(pk=pk)
    at = version.approved_go_live_at
    if at is None or at > timezone.now():
        return True
    try:
        with transaction.atomic():
            version.publish(log_action="wagtail.publish.scheduled")
    except REFUSALS as refusal:
        logger.warning("Refused: publication of %s: %s", pk, refusal)
        _give_up(Revision.objects.get(pk=pk), at, refusal)
        return False
    return True


def _give_up(version: Revision, at: datetime, refusal: Exception) -> None:
    """Make an appointed version a draft again, and tell those who decide why."""
    Revision.objects.filter(pk=version.pk).update(approved_go_live_at=None)
    page = version.content_object.specific
    log(page, MISSED, revision=version)
    reason: str | Promise = gettext_lazy("A file in it has changed since somebody approved it.")
    if isinstance(refusal, ValidationError):
        reason = " ".join(refusal.messages)
    elif isinstance(refusal, PublicationRefusedError):
        reason = str(refusal)
    appointment_missed.send(sender=type(page), page=page, at=at, reason=reason)


@transaction.atomic
def cancel_schedules(*, agency: Agency) -> None:
    """Forget every publication and expiry to come on the website of an agency, as when it ends."""
    pages = list_agency_pages([agency.pk])
    keys = [str(pk) for pk in pages.values_list("pk", flat=True)]
    Revision.page_revisions.filter(object_id__in=keys).exclude(approved_go_live_at=None).update(
        approved_go_live_at=None
    )
    pages.filter(live=True).exclude(expire_at=None).update(expire_at=None)
