from bulletins.models.audience import BulletinAudience
from bulletins.models.bulletin import Bulletin, BulletinAttachment
from bulletins.models.choices import Category, Urgency
from bulletins.models.note import BulletinNote, NoteKind
from bulletins.models.placement import Placement
from bulletins.models.recording import BulletinRecording, Spoken
from bulletins.models.spoken_form import SpokenForm

__all__ = [
    "Bulletin",
    "BulletinAttachment",
    "BulletinAudience",
    "BulletinNote",
    "BulletinRecording",
    "Category",
    "NoteKind",
    "Placement",
    "Spoken",
    "SpokenForm",
    "Urgency",
]
