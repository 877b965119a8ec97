from bulletins.models.audience import BulletinAudience, agencies_for
from bulletins.models.bulletin import Bulletin, BulletinAttachment
from bulletins.models.choices import PRESSING, Category, Urgency
from bulletins.models.note import BulletinNote, NoteKind
from bulletins.models.placement import Placement

__all__ = [
    "PRESSING",
    "Bulletin",
    "BulletinAttachment",
    "BulletinAudience",
    "BulletinNote",
    "Category",
    "NoteKind",
    "Placement",
    "Urgency",
    "agencies_for",
]
