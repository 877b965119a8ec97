"""Posters to print: A4 and A3, one page, tagged for screen readers."""

from functools import partial
from pathlib import Path

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bulletins.models import Urgency
from channels.formats.base import Channel, ChannelError, Download, Offer
from channels.selectors.context import ChannelContext
from content.pdf import TypesettingError, render_pdf
from content.qr import render_qr_svg

TEMPLATE = Path(__file__).resolve().parents[1] / "assets" / "poster.typ"


class Poster(Channel):
    """Posters as PDF, A4 and A3."""

    name = "poster"
    label = gettext_lazy("Poster")
    hint = gettext_lazy("To hang where people pass: village houses, markets, bus stations.")
    icon = "doc-full"

    def list_offers(self, context: ChannelContext) -> list[Offer]:
        return [
            Download(
                name=paper,
                label=label,
                filename=f"{context.filename}-{paper}.pdf",
                content_type="application/pdf",
                make=partial(_render_poster, context, paper),
            )
            for paper, label in (
                ("a4", gettext_lazy("Poster A4")),
                ("a3", gettext_lazy("Poster A3")),
            )
        ]


def _render_poster(context: ChannelContext, paper: str) -> bytes:
    with context.activate_language():
        data = _build_context(context) | {"paper": paper}
    try:
        return render_pdf(TEMPLATE, data)
    except TypesettingError as error:
        raise ChannelError(_("The poster could not be made: %(why)s") % {"why": error}) from error


def _build_context(context: ChannelContext) -> dict[str, object]:
    """Return the data of the template, in the active language."""
    source, text = context.source, context.text
    urgent = source.urgency != Urgency.ROUTINE
    return {
        "language": text.language,
        "urgency": source.urgency,
        "label": source.get_urgency_display() if urgent else _("Notice"),
        "unit": context.agency.name,
        "title": text.title,
        "instruction": text.instruction,
        "instruction_heading": _("What to do"),
        "summary": text.summary,
        "contacts": [
            {"name": contact.name or _("Call"), "telephone": contact.telephone}
            for contact in context.contacts
        ],
        "qr": render_qr_svg(context.url, margin=0),
        "qr_alt": _("QR code that leads to %(address)s") % {"address": context.short_url},
        "qr_caption": _("Scan to read more"),
        "facts": _list_facts(context),
        "address": context.short_url,
    }


def _list_facts(context: ChannelContext) -> list[str]:
    day = date_format(context.source.issued_on, "d/m/Y")
    issued = _("Issued by %(unit)s, %(day)s") % {"unit": context.issuer.name, "day": day}
    number = context.source.document_number
    return list(filter(None, [f"{issued} · {number}" if number else issued, context.validity]))
