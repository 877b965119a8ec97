"""The models of bulletins, and ``agencies_for``."""

from bulletins.models.acknowledgement import Acknowledgement, ConfirmationReminder
from bulletins.models.approval import BulletinApprovalTask
from bulletins.models.attachment import BulletinAttachment
from bulletins.models.audience import BulletinAudience, agencies_for
from bulletins.models.bulletin import Bulletin
from bulletins.models.choices import PRESSING, Category, Reply, Urgency
from bulletins.models.display_check import DisplayCheck, DisplayRun, Expected, Mistake
from bulletins.models.note import BulletinNote, NoteKind
from bulletins.models.placement import Placement
from bulletins.models.proposal import BulletinProposal, ProposalState
from bulletins.models.recording import BulletinRecording, Spoken
from bulletins.models.spoken_form import SpokenForm
from bulletins.models.template import BulletinTemplate

__all__ = [
    "Acknowledgement",
    "Bulletin",
    "BulletinApprovalTask",
    "BulletinAttachment",
    "BulletinAudience",
    "BulletinNote",
    "BulletinProposal",
    "BulletinRecording",
    "BulletinTemplate",
    "Category",
    "ConfirmationReminder",
    "DisplayCheck",
    "DisplayRun",
    "Expected",
    "Mistake",
    "NoteKind",
    "PRESSING",
    "Placement",
    "ProposalState",
    "Reply",
    "Spoken",
    "SpokenForm",
    "Urgency",
    "agencies_for",
]
