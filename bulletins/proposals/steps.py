"""The ways of a proposal: sent, taken back, accepted as a draft of a bulletin, declined.

Each function is whole or not at all, and is entered into the journal of the unit.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from accounts.models import User
from bulletins.models import Bulletin, BulletinAudience
from bulletins.models.proposal import OPEN, BulletinProposal, ProposalState
from bulletins.proposals.files import with_central_files
from sites.models import EVERYONE

ACTIONS: dict[str, str | Promise] = {
    "bulletins.propose": gettext_lazy("proposed a bulletin"),
    "bulletins.take_back": gettext_lazy("took a proposed bulletin back"),
    "bulletins.accept": gettext_lazy("accepted a proposed bulletin"),
    "bulletins.decline": gettext_lazy("declined a proposed bulletin"),
}


@transaction.atomic
def send(*, proposal: BulletinProposal, by: User | None) -> None:
    """Let the ICT department have it. Raises ValidationError where it is not the unit's to send."""
    proposal = _locked(proposal)
    if proposal.state not in OPEN:
        raise ValidationError(_("This proposal has been sent already."))
    if proposal.agency.is_archived:
        raise ValidationError(_("The unit has ended its work; its website stays as it is."))
    _change(proposal, "bulletins.propose", by, state=ProposalState.SENT, reply="")


@transaction.atomic
def take_back(*, proposal: BulletinProposal, by: User | None) -> None:
    """Let the unit write on. Raises ValidationError where it does not wait for an answer."""
    proposal = _waiting(proposal)
    _change(proposal, "bulletins.take_back", by, state=ProposalState.DRAFT)


@transaction.atomic
def accept(*, proposal: BulletinProposal, to_everybody: bool, by: User | None) -> Bulletin:
    """Make a draft of a bulletin of it, with the unit as its source, and return that.

    It is for the unit itself in any case, so that its website stays the canonical one; and for
    everybody if wanted. Raises ValidationError where the proposal does not wait for an answer.
    """
    proposal = _waiting(proposal)
    words = {name: getattr(proposal, name) for name in BulletinProposal.WORDS}
    words["body"] = with_central_files(proposal.body, by)
    slug = Bulletin.objects.free_slug(proposal.title, otherwise="ban-tin")
    bulletin = Bulletin(**words, slug=slug, source=proposal.agency)
    bulletin.live = False
    codes = [proposal.agency.own_code, *([EVERYONE] if to_everybody else [])]
    bulletin.audience = [BulletinAudience(code=code) for code in codes]
    bulletin.save()
    bulletin.save_revision(user=by, log_action=False)
    log(bulletin, "wagtail.create", user=by)
    _change(proposal, "bulletins.accept", by, state=ProposalState.ACCEPTED, bulletin=bulletin)
    return bulletin


@transaction.atomic
def decline(*, proposal: BulletinProposal, reply: str, by: User | None) -> None:
    """Give it back with the reason, which the unit reads.

    Raises ValidationError where the proposal does not wait for an answer, or no reason is given.
    """
    proposal = _waiting(proposal)
    if not reply.strip():
        raise ValidationError({"reply": _("Say why; the unit reads it.")})
    state = ProposalState.DECLINED
    _change(proposal, "bulletins.decline", by, state=state, reply=reply.strip())


def _locked(proposal: BulletinProposal) -> BulletinProposal:
    rows = BulletinProposal.objects.select_related("agency").select_for_update(of=("self",))
    return rows.get(pk=proposal.pk)


def _waiting(proposal: BulletinProposal) -> BulletinProposal:
    proposal = _locked(proposal)
    if proposal.state != ProposalState.SENT:
        raise ValidationError(_("This proposal does not wait for an answer any more."))
    return proposal


def _change(
    proposal: BulletinProposal, action: str, by: User | None, **fields: str | Bulletin
) -> None:
    for name, value in fields.items():
        setattr(proposal, name, value)
    proposal.full_clean(exclude=["author", "bulletin", "reply"])
    proposal.save()
    log(proposal, action, user=by)
