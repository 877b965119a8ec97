"""Beginning a bulletin with what is there already."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from bulletins.models import Bulletin, BulletinTemplate

# Fields that a prepared notice gives to the bulletin as they are.
GIVEN = (
    "urgency",
    "category",
    "title",
    "instruction",
    "summary",
    "contact_name",
    "contact_telephone",
    "body",
)


def bulletin_from_template(template: BulletinTemplate, *, by: User) -> Bulletin:
    """Return a new bulletin with the words of a prepared notice, not saved."""
    bulletin = Bulletin(live=False, author_name=by.get_full_name())
    for name in GIVEN:
        setattr(bulletin, name, getattr(template, name))
    if template.hours:
        bulletin.valid_until = timezone.now() + timedelta(hours=template.hours)
    return bulletin
