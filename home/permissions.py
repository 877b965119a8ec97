"""Owner of citizens' messages: the agency they were sent to."""

from home.models import FeedbackMessage
from sites.models import Agency
from sites.permissions.ownership import register_owner


@register_owner(FeedbackMessage)
def get_message_agency(message: FeedbackMessage) -> Agency:
    """Return the agency that the message was sent to."""
    return message.agency
