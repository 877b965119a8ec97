"""Bulletin as one message, for channels that carry plain text of any length."""

from django.utils.translation import gettext as _

from bulletins.models import Urgency
from channels.selectors.context import ChannelContext
from channels.selectors.plain_text import mark_source_language


def format_heading(context: ChannelContext) -> str:
    """Return the title, after the urgency if the bulletin is important or an emergency."""
    source, title = context.source, context.text.title
    return (
        title if source.urgency == Urgency.ROUTINE else f"{source.get_urgency_display()}: {title}"
    )


def list_paragraphs(context: ChannelContext, *, whole: bool) -> list[str]:
    """Return the paragraphs of the message, in the active language.

    They are: instruction, lead, the agency's note, contacts, validity, URL and the agency's
    name. `whole`: with the text of the bulletin after the summary. Before a note in another
    language stands which one.
    """
    text = context.text
    todo = f"{_('What to do')}: {text.instruction}" if text.instruction else ""
    return list(
        filter(
            None,
            [
                todo,
                text.lead_before_body if whole else text.lead,
                *(context.body if whole else ()),
                mark_source_language(context.local_note, context.language),
                *format_contacts(context),
                context.validity,
                f"{_('Read more')}: {context.url}",
                context.agency.name,
            ],
        )
    )


def format_contacts(context: ChannelContext) -> list[str]:
    """Return one line for each contact, with its telephone number."""
    return [f"{contact.name or _('Call')}: {contact.telephone}" for contact in context.contacts]
