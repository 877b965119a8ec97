"""Work on a page with an appointment: on the public text, and on the appointed one."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from accounts.models import User
from content.versions.decisions import find_last_public
from content.versions.fixed import lock_row
from members.selectors.appointments import find_appointment, make_offer
from sites.localization.rights import check_unlocked


@transaction.atomic
def begin_with(page: Page, version: Revision | None, *, by: User) -> None:
    """Make the next draft of a page begin with a version: the public one or the appointed one.

    A draft that somebody wrote since stays in the history. Does nothing if the latest version is
    this one. Raises ValidationError without a version or while a version waits for approval,
    PermissionDenied if the page is locked.
    """
    lock_row(page)
    check_unlocked(by, page)
    _check_nothing_waits(page)
    if version is None:
        raise ValidationError(_("There is no such version any more."))
    if page.latest_revision_id == version.pk:
        return
    version.as_object().save_revision(
        user=by, previous_revision=version, log_action=True, clean=False
    )


@transaction.atomic
def take_correction_over(page: Page, *, shown: str, by: User) -> None:
    """Publish the appointed version together with the public correction, at the same time.

    ``shown``: of the offer that ``by`` read (``members.selectors.appointments``). The caller has
    checked the right to publish. Raises ValidationError if it has changed since, or cannot be
    merged; PublicationRefusedError as publishing does.
    """
    lock_row(page)
    page = Page.objects.get(pk=page.pk).specific
    _check_nothing_waits(page)
    appointment, public = find_appointment(page), page.live_revision or find_last_public(page)
    offer = make_offer(page, appointment, public) if appointment and public else None
    if offer is None or offer.page is None or offer.shown != shown:
        raise ValidationError(
            _("This has been changed since you opened it. Nothing was decided; please read again.")
        )
    merged: Any = offer.page
    merged.save_revision(user=by).publish(user=by)


def _check_nothing_waits(page: Page) -> None:
    """Raise ValidationError while a version waits: another latest version would hide it."""
    if page.workflow_in_progress:
        raise ValidationError(
            _("The page waits for approval or is locked. It cannot be changed now.")
        )
