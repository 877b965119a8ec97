"""A citizen's message, for whoever proves that it is theirs."""

from home.feedback_proof import matches_proof, normalize_receipt, read_link_token
from home.models import FeedbackMessage
from home.models.feedback import FeedbackQuerySet
from sites.models import Agency
from sites.selectors.successors import get_serving_agencies


def find_message(agency: Agency, *, number: str, proof: str) -> FeedbackMessage | None:
    """Return the message to ``agency`` with this receipt number, if ``proof`` proves it.

    None alike, and after the same comparisons, for a number that does not exist, one of another
    agency, and a wrong proof.
    """
    receipt = normalize_receipt(number)
    message = _list_messages(agency).filter(receipt=receipt).first()
    is_proven = matches_proof(message or FeedbackMessage(receipt=receipt), proof)
    return message if is_proven else None


def find_linked_message(agency: Agency, token: str) -> FeedbackMessage | None:
    """Return the message that the link of an e-mail opens, None if there is none."""
    receipt = read_link_token(token, agency)
    return _list_messages(agency).filter(receipt=receipt).first() if receipt else None


def _list_messages(agency: Agency) -> FeedbackQuerySet:
    """Return the messages to an agency; of an ended one also those that its successors deal with.

    Whoever wrote to it has its address, and the receipt number proves nothing by itself.
    """
    keys = [agency.pk, *(one.pk for one in get_serving_agencies(agency).agencies)]
    return FeedbackMessage.objects.filter(agency__in=keys)
