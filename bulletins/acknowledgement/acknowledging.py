"""A unit confirms, or the ICT department does after a telephone call; mistakes are taken back.

Each function is whole or not at all, and is entered into the journal of the unit.
"""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.utils import get_user_display_name
from wagtail.log_actions import log

from accounts.models import User
from bulletins.acknowledgement.words import time_of
from bulletins.models import Acknowledgement, Bulletin, Reply
from sites.isolation.access import agencies_of, moderated_by
from sites.models import Agency

# For how long somebody who pressed the wrong button may take it back.
REGRET = timedelta(hours=24)

CONFIRMED = "bulletins.acknowledge"
CONFIRMED_BY_TELEPHONE = "bulletins.acknowledge_by_telephone"
TAKEN_BACK = "bulletins.take_back_acknowledgement"
REMINDED = "bulletins.remind"
ACTIONS: dict[str, str | Promise] = {
    CONFIRMED: gettext_lazy("confirmed a bulletin"),
    CONFIRMED_BY_TELEPHONE: gettext_lazy("entered a confirmation given by telephone"),
    TAKEN_BACK: gettext_lazy("took a confirmation back"),
    REMINDED: gettext_lazy("reminded units to confirm"),
}


@transaction.atomic
def acknowledge(
    *,
    bulletin: Bulletin,
    agency: Agency,
    answer: str = "",
    file: UploadedFile | None = None,
    by: User,
) -> Acknowledgement:
    """Confirm for a unit that it has done what a bulletin asks.

    Raises ValidationError, keyed by field where it is about one: the bulletin does not ask the
    unit, the unit has confirmed already, or the answer or the file that is asked for is missing.
    """
    agency = _locked(agency)
    _check_asked(bulletin, agency)
    answer = answer.strip()
    if bulletin.confirm_with == Reply.ANSWER and not answer:
        raise ValidationError({"answer": _("Say in a few words what has been done.")})
    if bulletin.confirm_with == Reply.FILE and file is None:
        raise ValidationError({"file": _("Choose the file that is asked for.")})
    made = Acknowledgement(bulletin=bulletin, agency=agency, person=by, answer=answer)
    if file is not None:
        made.file.save(file.name or "", file, save=False)
    return _entered(made, CONFIRMED, by)


@transaction.atomic
def acknowledge_by_telephone(
    *, bulletin: Bulletin, agency: Agency, spoken_to: str, answer: str = "", by: User
) -> Acknowledgement:
    """Confirm on a unit's behalf what somebody there said on the telephone.

    Raises ValidationError as ``acknowledge`` does, and where it is not said who that was.
    """
    agency = _locked(agency)
    _check_asked(bulletin, agency)
    if not spoken_to.strip():
        raise ValidationError({"spoken_to": _("Say whom you have spoken to.")})
    words = {"spoken_to": spoken_to.strip(), "answer": answer.strip()}
    made = Acknowledgement(bulletin=bulletin, agency=agency, person=by, **words)
    return _entered(made, CONFIRMED_BY_TELEPHONE, by)


@transaction.atomic
def take_back(*, acknowledgement: Acknowledgement, by: User) -> None:
    """Undo a confirmation that was a mistake, its file included; the unit is asked again.

    Raises PermissionDenied where it is not theirs to undo, or too late.
    """
    if not may_take_back(by, acknowledgement):
        raise PermissionDenied
    log(acknowledgement, TAKEN_BACK, user=by)
    acknowledgement.delete()


def may_take_back(user: User, acknowledgement: Acknowledgement) -> bool:
    """Whether ``user`` may undo it: for a day, who did it and the moderators of the unit."""
    if timezone.now() >= acknowledgement.at + REGRET:
        return False
    unit = acknowledgement.agency_id
    # Whoever has left the unit has no say in it any more.
    own = acknowledgement.person_id == user.pk
    return unit in moderated_by(user) or (
        own and (acknowledgement.by_telephone or unit in agencies_of(user))
    )


def _locked(agency: Agency) -> Agency:
    """Two people of a unit, or one there and one here, do not confirm at the same time."""
    return Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)


def _check_asked(bulletin: Bulletin, agency: Agency) -> None:
    if agency.is_archived:
        raise ValidationError(_("The unit has ended its work; its website stays as it is."))
    offered = Bulletin.objects.offered_to(agency).filter(confirm_by__isnull=False)
    if not offered.filter(pk=bulletin.pk).exists():
        raise ValidationError(_("This bulletin does not ask this unit to confirm."))
    earlier = Acknowledgement.objects.filter(bulletin=bulletin, agency=agency).first()
    if earlier:
        words = _("%(person)s has confirmed this already, at %(time)s.")
        raise ValidationError(words % {"person": earlier.person_name, "time": time_of(earlier.at)})


def _entered(acknowledgement: Acknowledgement, action: str, by: User) -> Acknowledgement:
    acknowledgement.at = timezone.now()
    acknowledgement.person_name = str(get_user_display_name(by))
    acknowledgement.full_clean()
    acknowledgement.save()
    log(acknowledgement, action, user=by)
    return acknowledgement
