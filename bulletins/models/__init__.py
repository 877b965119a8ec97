from bulletins.models.approval import BulletinApprovalTask
from bulletins.models.audience import BulletinAudience, agencies_for
from bulletins.models.bulletin import Bulletin, BulletinAttachment
from bulletins.models.choices import PRESSING, Category, Urgency
from bulletins.models.note import BulletinNote, NoteKind
from bulletins.models.placement import Placement
from bulletins.models.proposal import BulletinProposal, ProposalState
from bulletins.models.template import BulletinTemplate

__all__ = [
    "PRESSING",
    "Bulletin",
    "BulletinApprovalTask",
    "BulletinAttachment",
    "BulletinAudience",
    "BulletinNote",
    "BulletinProposal",
    "BulletinTemplate",
    "Category",
    "NoteKind",
    "Placement",
    "ProposalState",
    "Urgency",
    "agencies_for",
]
