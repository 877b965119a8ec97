"""The words of a bulletin as one message, for channels that carry plain text of any length."""

from django.utils.translation import gettext as _

from bulletins.channels.edition import Edition
from bulletins.models import Urgency


def heading(edition: Edition) -> str:
    """The title; with the urgency before it where the bulletin presses."""
    source, title = edition.source, edition.text.title
    return (
        title if source.urgency == Urgency.ROUTINE else f"{source.get_urgency_display()}: {title}"
    )


def paragraphs(edition: Edition, *, whole: bool) -> list[str]:
    """What to do, what it is about, whom to call, where to read more, in the language of the
    moment; ``whole`` adds the text itself.
    """
    text = edition.text
    todo = f"{_('What to do')}: {text.instruction}" if text.instruction else ""
    return list(
        filter(
            None,
            [
                todo,
                text.summary,
                *(edition.body if whole else ()),
                edition.local_note,
                *ways_to_ask(edition),
                edition.validity,
                f"{_('Read more')}: {edition.url}",
                edition.agency.name,
            ],
        )
    )


def ways_to_ask(edition: Edition) -> list[str]:
    """Whom to call, one line for each."""
    return [f"{contact.name or _('Call')}: {contact.telephone}" for contact in edition.contacts]
