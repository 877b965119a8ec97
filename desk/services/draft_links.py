"""Making, revoking and clearing away links to drafts."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log
from wagtail.models import Page

from accounts.models import User
from bulletins.models import Bulletin
from desk.models import DraftLink, get_specific_subject
from desk.selectors.draft_links import (
    can_revoke,
    can_share_draft,
    get_draft_agency,
    has_draft,
    make_digest,
)
from sites.permissions.archived import AgencyArchivedError

MADE, REVOKED = "desk.draft_link", "desk.draft_link_revoke"
ACTIONS = {
    MADE: gettext_lazy("made a link to the draft"),
    REVOKED: gettext_lazy("revoked a link to the draft"),
}
MIN_DAYS, DEFAULT_DAYS, MAX_DAYS = 1, 7, 30
# Links to one draft that hold at the same time.
MAX_LINKS = 20
# Bytes of a secret: nobody guesses 256 bits.
SECRET_BYTES = 32


@transaction.atomic
def create_draft_link(
    *, subject: Page | Bulletin, days: int, recipient: str = "", by: User
) -> tuple[DraftLink, str]:
    """Make a link to the latest draft of a page or bulletin, and return it with its secret.

    ``subject``: a specific page or the source of a bulletin. ``days``: until the link expires,
    ``MIN_DAYS`` to ``MAX_DAYS``. ``recipient``: for whom, in the maker's words; may be empty. The
    secret is stored nowhere: only the caller can show it. Raises ValidationError if there is no
    draft, if ``by`` may not change it, for too many days, and for more than ``MAX_LINKS`` links;
    AgencyArchivedError if the unit has ended.
    """
    agency = get_draft_agency(subject)
    if agency is None or not can_share_draft(by, subject):
        raise ValidationError(_("Only who may change a draft can share it."))
    if agency.is_archived:
        raise AgencyArchivedError(agency)
    if not MIN_DAYS <= days <= MAX_DAYS:
        raise ValidationError(
            _("A link holds %(min)s to %(max)s days.") % {"min": MIN_DAYS, "max": MAX_DAYS}
        )
    if not has_draft(subject):
        raise ValidationError(_("Everything is published: there is no draft to show."))
    is_bulletin = isinstance(subject, Bulletin)
    place = {"bulletin": subject} if is_bulletin else {"page_id": subject.pk}
    if DraftLink.objects.active().filter(**place).count() >= MAX_LINKS:
        message = _("There are %(number)s links to this draft already. Revoke some first.")
        raise ValidationError(message % {"number": MAX_LINKS})
    secret = secrets.token_urlsafe(SECRET_BYTES)
    link = DraftLink.objects.create(
        agency=agency,
        digest=make_digest(secret),
        recipient=" ".join(recipient.split())[:120],
        made_by=by,
        expires_at=timezone.now() + timedelta(days=days),
        **place,
    )
    log(subject, MADE, user=by, data={"days": days, "recipient": link.recipient})
    return link, secret


@transaction.atomic
def revoke_draft_link(*, link: DraftLink, by: User) -> None:
    """Revoke a link at once; nothing if it is over already.

    Raises ValidationError if ``by`` may not revoke it.
    """
    if not can_revoke(by, link):
        raise ValidationError(
            _("Only its maker, a moderator or the ICT department revokes a link.")
        )
    revoked = DraftLink.objects.active().filter(pk=link.pk).update(revoked_at=timezone.now())
    if revoked:
        log(get_specific_subject(link), REVOKED, user=by, data={"recipient": link.recipient})


def delete_old_links() -> None:
    """Delete links that were over ``DRAFT_LINK_DAYS`` days ago: as if they had never been."""
    old = timezone.now() - timedelta(days=settings.DRAFT_LINK_DAYS)
    DraftLink.objects.filter(expires_at__lt=old).delete()
