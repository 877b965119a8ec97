"""Service by which an agency pins, hides or annotates a bulletin on its own website."""

from django.contrib.admin.utils import label_for_field
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from bulletins.models import Bulletin, Placement, Urgency
from members.services.waiting_words import record_words, settle_words
from sites.models import Agency

MAX_PINS = 3
# Name of the record kind, and its fields with free words.
PLACEMENT = "placement"
WORDS = ("local_note", "contact_name")


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
    request. A note and a name wait for a decision if ``by`` may not publish them alone, unless the
    bulletin is an emergency in force (``settle_words``). Raises ValidationError, keyed by field if
    it concerns one: if the agency is archived or the bulletin is not for it, an important or
    emergency bulletin would be hidden, more than ``MAX_PINS`` bulletins in force would be pinned,
    or a text or telephone number is invalid.
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
    placement.contact_telephone = contact_telephone
    written = {"local_note": local_note.strip(), "contact_name": contact_name}
    _set_words(placement, written)
    # Also what waits: the form is where its author corrects it.
    placement.full_clean()
    words = settle_words(
        agency=agency,
        kind=PLACEMENT,
        object_id=str(bulletin.pk),
        written=written,
        by=by,
        in_emergency=_is_emergency(bulletin, agency),
    )
    _set_words(placement, words)
    placement.save()
    record_words(placement, words, by=by)
    data = {"pinned": pinned, "hidden": hidden, "words": _join_texts(placement)}
    log(placement, "bulletins.place", user=by, data=data)
    return placement


def list_public_words(agency: Agency, object_id: str) -> dict[str, str]:
    """Return note and name that citizens read under a bulletin, by field (``settle_words``)."""
    placement = Placement.objects.filter(agency=agency, bulletin__pk=object_id).first()
    placement = placement or Placement()
    return {name: getattr(placement, name) for name in WORDS}


def name_word_field(field: str) -> str:
    """Return the name of a field of ``list_public_words`` for people."""
    return capfirst(str(label_for_field(field, Placement)))


def publish_words(
    agency: Agency, object_id: str, words: dict[str, str], by: User | None
) -> Placement:
    """Write words into the placement of a bulletin, and log it.

    Raises ValidationError if the agency has ended, or the bulletin is not on its website any more.
    """
    bulletin = Bulletin.objects.filter(pk=object_id).first()
    if bulletin is None:
        raise ValidationError(_("This bulletin is not on your website."))
    _check_offered(bulletin, agency)
    placement = Placement.objects.filter(bulletin=bulletin, agency=agency).first()
    placement = placement or Placement(bulletin=bulletin, agency=agency)
    _set_words(placement, words)
    placement.full_clean()
    placement.save()
    log(placement, "bulletins.place", user=by, data={"words": _join_texts(placement)})
    return placement


def get_form_url(agency: Agency, object_id: str) -> str:
    """Return the path of the form of a placement."""
    return reverse("desk:placement", args=[agency.pk, object_id])


def _set_words(placement: Placement, words: dict[str, str]) -> None:
    for name, text in words.items():
        setattr(placement, name, text)


def _is_emergency(bulletin: Bulletin, agency: Agency) -> bool:
    shown = Bulletin.objects.visible_on(agency).filter(urgency=Urgency.EMERGENCY)
    return bool(shown.filter(pk=bulletin.pk).exists())


def _join_texts(placement: Placement) -> str:
    """Return the note and contact as one text, empty without them."""
    parts = (placement.local_note, placement.contact_name, placement.contact_telephone)
    return " · ".join(filter(None, parts))


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
