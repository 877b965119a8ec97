"""Service by which an agency pins, hides or annotates a bulletin on its own website."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from bulletins.models import Bulletin, Placement
from sites.models import Agency

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
    request. Raises ValidationError, keyed by field if it concerns one: if the agency is archived
    or the bulletin is not for it, an important or emergency bulletin would be hidden, more than
    ``MAX_PINS`` bulletins in force would be pinned, or a text or telephone number is invalid.
    """
    # The lock keeps two users of an agency from exceeding MAX_PINS at the same time.
    agency = Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)
    _check_offered(bulletin, agency)
    if pinned:
        _check_pins(bulletin, agency)
    placement = Placement.objects.filter(bulletin=bulletin, agency=agency).first()
    placement = placement or Placement(bulletin=bulletin, agency=agency)
    placement.bulletin = bulletin
    placement.pinned, placement.hidden = pinned, hidden
    placement.local_note = local_note.strip()
    placement.contact_name, placement.contact_telephone = contact_name, contact_telephone
    placement.full_clean()
    placement.save()
    log(placement, "bulletins.place", user=by, data={"pinned": pinned, "hidden": hidden})
    return placement


def _check_offered(bulletin: Bulletin, agency: Agency) -> None:
    if agency.is_archived:
        raise ValidationError(_("The unit has ended its work; its website stays as it is."))
    if not Bulletin.objects.offered_to(agency).filter(pk=bulletin.pk).exists():
        raise ValidationError(_("This bulletin is not on your website."))


def _check_pins(bulletin: Bulletin, agency: Agency) -> None:
    others = Bulletin.objects.visible_on(agency).pinned_on(agency).exclude(pk=bulletin.pk)
    if others.count() >= MAX_PINS:
        words = _("%(number)s bulletins are pinned already. Unpin one of them first.")
        raise ValidationError({"pinned": words % {"number": MAX_PINS}})
