from bulletins.models.approval import BulletinApprovalTask
from bulletins.models.audience import BulletinAudience
from bulletins.models.bulletin import Bulletin, BulletinAttachment
from bulletins.models.choices import Category, Urgency
from bulletins.models.note import BulletinNote, NoteKind
from bulletins.models.placement import Placement
from bulletins.models.template import BulletinTemplate

__all__ = [
    "Bulletin",
    "BulletinApprovalTask",
    "BulletinAttachment",
    "BulletinAudience",
    "BulletinNote",
    "BulletinTemplate",
    "Category",
    "NoteKind",
    "Placement",
    "Urgency",
]
