"""What a unit does with a bulletin on its own website. The bulletin itself stays as it is."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from bulletins.models import Bulletin, Placement
from sites.models import Agency

MAX_PINS = 3


@transaction.atomic
def place(
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
    """Give a bulletin its place on a unit's website, there at the next request.

    What is not said is taken back. Raises ValidationError, keyed by field where it is about one:
    the unit has ended or the bulletin is not for it, a bulletin that presses would be hidden,
    more than ``MAX_PINS`` in force would be pinned, or a word is too long or no telephone.
    """
    # Two people of a unit do not pin the third and the fourth at the same time.
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
