"""Services that record and revoke acknowledgements.

An agency acknowledges a bulletin, or the ICT department does after a telephone call. Each function
is atomic and writes an entry to the agency's journal.
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
from bulletins.models import AcknowledgementKind, Bulletin
from responses.models import Acknowledgement
from responses.selectors.acknowledgements import format_time
from sites.models import Agency
from sites.permissions.ownership import get_moderated_agency_ids
from sites.permissions.translators import get_unconfined_agency_ids

# How long an acknowledgement made by mistake can be revoked.
REVOKE_PERIOD = timedelta(hours=24)

CONFIRMED = "bulletins.acknowledge"
CONFIRMED_BY_TELEPHONE = "bulletins.acknowledge_by_telephone"
REVOKED = "bulletins.take_back_acknowledgement"
REMINDED = "bulletins.remind"
ACTIONS: dict[str, str | Promise] = {
    CONFIRMED: gettext_lazy("confirmed a bulletin"),
    CONFIRMED_BY_TELEPHONE: gettext_lazy("entered a confirmation given by telephone"),
    REVOKED: gettext_lazy("took a confirmation back"),
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
    """Record that an agency has done what a bulletin requires, and log it.

    `answer`: text, stripped. `file`: report or photo, saved with the acknowledgement. `by`: the
    user who acknowledges; whether they work for the agency is for the caller to check. Locks the
    agency row.

    Raises ValidationError, by field where it concerns one: the agency is archived, the bulletin
    does not require it of this agency, the agency has acknowledged already, or the answer or file
    that `confirm_with` requires is missing.
    """
    agency = _lock_agency(agency)
    _check_required(bulletin, agency)
    answer = answer.strip()
    if bulletin.confirm_with == AcknowledgementKind.ANSWER and not answer:
        raise ValidationError({"answer": _("Say in a few words what has been done.")})
    if bulletin.confirm_with == AcknowledgementKind.FILE and file is None:
        raise ValidationError({"file": _("Choose the file that is asked for.")})
    made = Acknowledgement(bulletin=bulletin, agency=agency, person=by, answer=answer)
    if file is not None:
        made.file.save(file.name or "", file, save=False)
    return _save_acknowledgement(made, CONFIRMED, by)


@transaction.atomic
def acknowledge_by_telephone(
    *, bulletin: Bulletin, agency: Agency, spoken_to: str, answer: str = "", by: User
) -> Acknowledgement:
    """Record an acknowledgement that someone at the agency gave by telephone, and log it.

    `spoken_to`: name and post of that person. `answer`: what was said, may be empty. `by`: the user
    who enters it. Neither answer nor file is required, whatever `confirm_with` says.

    Raises ValidationError if the agency is archived, the bulletin does not require it of this
    agency, the agency has acknowledged already, or `spoken_to` is blank.
    """
    agency = _lock_agency(agency)
    _check_required(bulletin, agency)
    if not spoken_to.strip():
        raise ValidationError({"spoken_to": _("Say whom you have spoken to.")})
    fields = {"spoken_to": spoken_to.strip(), "answer": answer.strip()}
    made = Acknowledgement(bulletin=bulletin, agency=agency, person=by, **fields)
    return _save_acknowledgement(made, CONFIRMED_BY_TELEPHONE, by)


@transaction.atomic
def revoke_acknowledgement(*, acknowledgement: Acknowledgement, by: User) -> None:
    """Delete an acknowledgement made by mistake, with its file, and log it.

    The agency must acknowledge again. Raises PermissionDenied if `can_revoke` is False.
    """
    if not can_revoke(by, acknowledgement):
        raise PermissionDenied
    log(acknowledgement, REVOKED, user=by)
    acknowledgement.delete()


def can_revoke(user: User, acknowledgement: Acknowledgement) -> bool:
    """Return whether `user` may revoke the acknowledgement.

    For 24 hours (`REVOKE_PERIOD`): moderators of the agency, whoever acknowledged while they work
    for the agency, and whoever entered it after a telephone call.
    """
    if timezone.now() >= acknowledgement.at + REVOKE_PERIOD:
        return False
    agency = acknowledgement.agency_id
    # A user who has left the agency can no longer revoke what they acknowledged for it.
    own = acknowledgement.person_id == user.pk
    return agency in get_moderated_agency_ids(user) or (
        own and (acknowledgement.by_telephone or agency in get_unconfined_agency_ids(user))
    )


def _lock_agency(agency: Agency) -> Agency:
    """Return the agency, its row locked: two users must not acknowledge at the same time."""
    return Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)


def _check_required(bulletin: Bulletin, agency: Agency) -> None:
    if agency.is_archived:
        raise ValidationError(_("The unit has ended its work; its website stays as it is."))
    offered = Bulletin.objects.offered_to(agency).filter(confirm_by__isnull=False)
    if not offered.filter(pk=bulletin.pk).exists():
        raise ValidationError(_("This bulletin does not ask this unit to confirm."))
    earlier = Acknowledgement.objects.filter(bulletin=bulletin, agency=agency).first()
    if earlier:
        message = _("%(person)s has confirmed this already, at %(time)s.")
        raise ValidationError(
            message % {"person": earlier.person_name, "time": format_time(earlier.at)}
        )


def _save_acknowledgement(
    acknowledgement: Acknowledgement, action: str, by: User
) -> Acknowledgement:
    acknowledgement.at = timezone.now()
    acknowledgement.person_name = str(get_user_display_name(by))
    acknowledgement.full_clean()
    acknowledgement.save()
    log(acknowledgement, action, user=by)
    return acknowledgement
