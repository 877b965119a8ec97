"""What citizens wrote belongs to the unit they wrote to."""

from home.models import FeedbackMessage
from sites.isolation.ownership import belongs_with
from sites.models import Agency


@belongs_with(FeedbackMessage)
def agency(message: FeedbackMessage) -> Agency:
    return message.agency
