"""Owner of citizens' messages: the agency they were sent to."""

from home.models import FeedbackMessage
from sites.isolation.ownership import belongs_with
from sites.models import Agency


@belongs_with(FeedbackMessage)
def agency(message: FeedbackMessage) -> Agency:
    """Return the agency that the message was sent to."""
    return message.agency
