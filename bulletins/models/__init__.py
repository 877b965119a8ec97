from bulletins.models.audience import BulletinAudience, audience_codes
from bulletins.models.bulletin import Bulletin, BulletinAttachment
from bulletins.models.choices import Category, Urgency

__all__ = [
    "Bulletin",
    "BulletinAttachment",
    "BulletinAudience",
    "Category",
    "Urgency",
    "audience_codes",
]
