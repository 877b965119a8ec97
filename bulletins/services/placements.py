"""Service by which an agency pins, hides or annotates a bulletin on its own website."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.admin.utils import get_user_display_name
from wagtail.log_actions import log

from accounts.models import User
from bulletins.models import Bulletin, Placement
from members.approval_rules import is_two_person_rule_active
from members.models import NotificationKind
from members.services.notifications import notify
from sites.models import Agency
from sites.permissions.ownership import list_moderators

MAX_PINS = 3


@transaction.atomic
def update_placement(
    *,
    bulletin: Bulletin,
    agency: Agency,
    pinned: bool = False,
    hidden: bool = False,
    local_note: str = "",
    contact_name: str = "",
    contact_telephone: str = "",
    by: User | None,
) -> Placement:
    """Create or replace the placement of a bulletin on an agency's website, and log it.

    Arguments that are left out are reset to their defaults. The website shows it at its next
    request. In an agency with the two-person rule the other moderators are notified at once of a
    new note or contact. Raises ValidationError, keyed by field if it concerns one: if the agency is
    archived or the bulletin is not for it, an important or emergency bulletin would be hidden, more
    than ``MAX_PINS`` bulletins in force would be pinned, or a text or telephone number is invalid.
    """
    # The lock keeps two users of an agency from exceeding MAX_PINS at the same time.
    agency = Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)
    _check_offered(bulletin, agency)
    if pinned:
        _check_pins(bulletin, agency)
    placement = Placement.objects.filter(bulletin=bulletin, agency=agency).first()
    placement = placement or Placement(bulletin=bulletin, agency=agency)
    earlier = _join_texts(placement)
    placement.bulletin = bulletin
    placement.pinned, placement.hidden = pinned, hidden
    placement.local_note = local_note.strip()
    placement.contact_name, placement.contact_telephone = contact_name, contact_telephone
    placement.full_clean()
    placement.save()
    text = _join_texts(placement)
    data = {"pinned": pinned, "hidden": hidden, "words": text}
    log(placement, "bulletins.place", user=by, data=data)
    if text and text != earlier and is_two_person_rule_active(agency):
        _notify_moderators(placement, text, by)
    return placement


def _join_texts(placement: Placement) -> str:
    """Return the note and contact as one text, empty without them."""
    parts = (placement.local_note, placement.contact_name, placement.contact_telephone)
    return " · ".join(filter(None, parts))


def _notify_moderators(placement: Placement, written: str, by: User | None) -> None:
    """Notify the other moderators, who can change the words or take them away."""
    moderators = list_moderators(placement.agency_id)
    others = moderators.exclude(pk=by.pk) if by else moderators
    person = get_user_display_name(by) if by else "–"
    with override(settings.LANGUAGE_CODE):
        title = _("Your unit's note on a bulletin: %(title)s")
        text = _("%(person)s wrote, and your website shows it: %(words)s")
        notify(
            others,
            kind=NotificationKind.BULLETIN,
            event=f"placement:{placement.pk}:{timezone.now().isoformat()}",
            title=title % {"title": placement.bulletin.title},
            text=text % {"person": person, "words": written},
            url=settings.WAGTAILADMIN_BASE_URL
            + reverse("desk:placement", args=[placement.agency_id, placement.bulletin_id]),
            at_once=True,
            agency=placement.agency,
        )


def _check_offered(bulletin: Bulletin, agency: Agency) -> None:
    if agency.is_archived:
        raise ValidationError(_("The unit has ended its work; its website stays as it is."))
    if not Bulletin.objects.offered_to(agency).filter(pk=bulletin.pk).exists():
        raise ValidationError(_("This bulletin is not on your website."))


def _check_pins(bulletin: Bulletin, agency: Agency) -> None:
    others = Bulletin.objects.visible_on(agency).pinned_on(agency).exclude(pk=bulletin.pk)
    if others.count() >= MAX_PINS:
        message = _("%(number)s bulletins are pinned already. Unpin one of them first.")
        raise ValidationError({"pinned": message % {"number": MAX_PINS}})
