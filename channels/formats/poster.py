"""Posters to print: A4 and A3, one page, in one language or two, tagged for screen readers."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bulletins.models import Urgency
from channels.formats.base import Channel, ChannelError, Download, Offer
from channels.selectors.context import ChannelContext
from content.languages import get_interface_language
from content.pdf import TypesettingError, render_pdf
from content.qr import render_qr_svg

TEMPLATE = Path(__file__).resolve().parents[1] / "assets" / "poster.typ"


class Poster(Channel):
    """Posters as PDF, A4 and A3; of a translation also one below the source on the same sheet."""

    name = "poster"
    label = gettext_lazy("Poster")
    hint = gettext_lazy("To hang where people pass: village houses, markets, bus stations.")
    icon = "doc-full"

    def list_offers(self, context: ChannelContext) -> list[Offer]:
        one, two = [context], [context.in_source_language, context]
        posters = [
            ("a4", gettext_lazy("Poster A4"), one),
            ("a3", gettext_lazy("Poster A3"), one),
        ]
        if not context.text.is_source:
            posters += [
                ("a4-two", gettext_lazy("Poster A4 in two languages"), two),
                ("a3-two", gettext_lazy("Poster A3 in two languages"), two),
            ]
        return [
            Download(
                name=name,
                label=label,
                filename=f"{context.filename}-{name}.pdf",
                content_type="application/pdf",
                make=partial(_render_poster, parts, name[:2]),
            )
            for name, label, parts in posters
        ]


def render_public_poster(context: ChannelContext) -> bytes:
    """Return the poster (A4) of a bulletin in the language of its text, as PDF.

    Raises ChannelError if it cannot be made.
    """
    return _render_poster([context], "a4")


def _render_poster(contexts: Sequence[ChannelContext], paper: str) -> bytes:
    """Return a poster with a part in the language of each context, the first one on top."""
    data = {
        "paper": paper,
        "urgency": contexts[0].source.urgency,
        "parts": [_build_part(context) for context in contexts],
        "contacts": _list_contacts(contexts),
    }
    try:
        return render_pdf(TEMPLATE, data)
    except TypesettingError as error:
        raise ChannelError(_("The poster could not be made: %(why)s") % {"why": error}) from error


def _build_part(context: ChannelContext) -> dict[str, object]:
    """Return the words in one language, as the template gets them."""
    source, text = context.source, context.text
    urgent = source.urgency != Urgency.ROUTINE
    with context.activate_language():
        return {
            "language": text.language,
            "label_language": get_interface_language(),
            "label": source.get_urgency_display() if urgent else _("Notice"),
            "unit": context.agency.name,
            "unit_language": context.agency_name_language,
            "title": text.title,
            "instruction": text.instruction,
            "instruction_heading": _("What to do"),
            "summary": text.lead,
            "qr": render_qr_svg(context.url, margin=0),
            "qr_alt": _("QR code that leads to %(address)s") % {"address": context.short_url},
            "qr_caption": _("Scan to read more"),
            "facts": _list_facts(context),
            "address": context.short_url,
        }


def _list_contacts(contexts: Sequence[ChannelContext]) -> list[dict[str, object]]:
    """Return each telephone number once, with what it is called in every language."""
    names: dict[str, dict[str, str]] = {}
    for context in contexts:
        with context.activate_language():
            for contact in context.contacts:
                label = contact.name or _("Call")
                language = contact.language if contact.name else get_interface_language()
                names.setdefault(contact.telephone, {}).setdefault(label, language)
    return [
        {
            "telephone": telephone,
            "names": [{"text": text, "language": code} for text, code in labels.items()],
        }
        for telephone, labels in names.items()
    ]


def _list_facts(context: ChannelContext) -> list[str]:
    number = context.source.document_number
    issue = f"{context.issue} · {number}" if number else context.issue
    return list(filter(None, [issue, context.validity]))
