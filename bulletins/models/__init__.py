from bulletins.models.approval import BulletinApprovalTask
from bulletins.models.audience import BulletinAudience, agencies_for
from bulletins.models.bulletin import Bulletin, BulletinAttachment
from bulletins.models.choices import PRESSING, Category, Urgency
from bulletins.models.display_check import DisplayCheck, DisplayRun, Expected, Mistake
from bulletins.models.note import BulletinNote, NoteKind
from bulletins.models.placement import Placement
from bulletins.models.proposal import BulletinProposal, ProposalState
from bulletins.models.recording import BulletinRecording, Spoken
from bulletins.models.spoken_form import SpokenForm
from bulletins.models.template import BulletinTemplate

__all__ = [
    "Bulletin",
    "BulletinApprovalTask",
    "BulletinAttachment",
    "BulletinAudience",
    "BulletinNote",
    "BulletinProposal",
    "BulletinRecording",
    "BulletinTemplate",
    "Category",
    "DisplayCheck",
    "DisplayRun",
    "Expected",
    "Mistake",
    "NoteKind",
    "PRESSING",
    "Placement",
    "ProposalState",
    "Spoken",
    "SpokenForm",
    "Urgency",
    "agencies_for",
]
