"""Services of proposals: send, take back, accept as a draft bulletin, decline.

Each runs in one transaction, locks the proposal, and is logged in the journal of the agency.
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
    """Send a draft or declined proposal to the ICT department; an earlier reply is cleared.

    Raises ValidationError if it has been sent already or the agency is archived.
    """
    proposal = _locked(proposal)
    if proposal.state not in OPEN:
        raise ValidationError(_("This proposal has been sent already."))
    if proposal.agency.is_archived:
        raise ValidationError(_("The unit has ended its work; its website stays as it is."))
    _change(proposal, "bulletins.propose", by, state=ProposalState.SENT, reply="")


@transaction.atomic
def take_back(*, proposal: BulletinProposal, by: User | None) -> None:
    """Make a sent proposal a draft again. Raises ValidationError if it is not waiting."""
    proposal = _waiting(proposal)
    _change(proposal, "bulletins.take_back", by, state=ProposalState.DRAFT)


@transaction.atomic
def accept(*, proposal: BulletinProposal, to_everybody: bool, by: User | None) -> Bulletin:
    """Create a draft bulletin from a sent proposal, issued by its agency, and return it.

    The audience is the agency itself, so that its website is the canonical one, and everyone if
    ``to_everybody``. Files of the agency are copied to the central collection. Raises
    ValidationError if the proposal is not waiting for an answer.
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
    """Decline a sent proposal; the agency sees the reason and may change and send it again.

    ``reply``: the reason. Raises ValidationError if the proposal is not waiting for an answer, or
    the reason is empty (keyed ``reply``).
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
