"""A message written out (CAP 1.2, 3.2); docs/features/feeds.md has the table of what means what."""

from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils import translation

from bulletins.addressing.words import describe
from bulletins.channels.plain_text import lines_of
from bulletins.feeds.cap.chain import Message, MessageType, stamp
from bulletins.feeds.history import NOTES
from bulletins.feeds.printable import printable
from bulletins.models import Bulletin, Category, NoteKind
from bulletins.models.queryset import CLOSING
from sites.models import Agency

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
CONTENT_TYPE = "application/cap+xml; charset=utf-8"
CATEGORIES = {
    Category.HEALTH: ["Health"],
    Category.DISASTER: ["Geo", "Met"],
    Category.SAFETY: ["Safety"],
    Category.LIFE: ["Other"],
    Category.ADMINISTRATION: ["Other"],
}
# Urgency, severity, certainty: of an emergency, of one that is over, of one that never was.
EMERGENCY = ("Immediate", "Severe", "Likely")
OVER = ("Past", "Minor", "Observed")
MISTAKE = ("Past", "Minor", "Unlikely")


def alert_document(message: Message, agency: Agency) -> bytes:
    """Return a message as XML; ``agency`` is whose website hands it out."""
    alert = Element("alert", xmlns=NAMESPACE)
    _add(alert, "identifier", message.identifier)
    _add(alert, "sender", message.sender)
    _add(alert, "sent", message.sent)
    _add(alert, "status", "Actual")
    _add(alert, "msgType", message.type)
    _add(alert, "scope", "Public")
    if message.type == MessageType.CANCEL:
        _add(alert, "note", message.act.words)
    _add(alert, "references", " ".join(one.reference for one in message.earlier))
    for text in message.texts:
        with translation.override(text.language):
            _add_info(alert, message, text, agency)
    return tostring(alert, encoding="utf-8", xml_declaration=True)


def paragraphs(message: Message, text: Bulletin) -> list[str]:
    """What a message tells in one language: what is new, what it is about, the whole text.

    Of what was withdrawn, the reason alone: the rest is not to be passed on.
    """
    act = message.act
    told = act.words
    if message.type == MessageType.CANCEL:
        return [told]
    if told and act.name in NOTES:
        told = f"{NoteKind(act.name.partition('.')[2]).label}: {told}"
    return list(filter(None, [told, text.summary, *lines_of(text.body)]))


def _add_info(alert: Element, message: Message, text: Bulletin, agency: Agency) -> None:
    source = message.source
    info = SubElement(alert, "info")
    _add(info, "language", text.language)
    for category in CATEGORIES[Category(source.category)]:
        _add(info, "category", category)
    _add(info, "event", source.get_category_display())
    if message.over and message.type != MessageType.CANCEL:
        _add(info, "responseType", "AllClear")
    for name, value in zip(("urgency", "severity", "certainty"), _gravity(message), strict=True):
        _add(info, name, value)
    _add_times(info, message)
    _add(info, "senderName", message.issuer.name)
    _add(info, "headline", text.title)
    _add(info, "description", "\n\n".join(paragraphs(message, text)))
    if message.type != MessageType.CANCEL:
        _add(info, "instruction", text.instruction)
    _add(info, "web", text.canonical_url(agency))
    contact = (text.contact_name, source.contact_telephone)
    _add(info, "contact", ": ".join(filter(None, contact)))
    area = SubElement(info, "area")
    # "All units" of what, a program elsewhere cannot know.
    province = agency.parent or agency
    _add(area, "areaDesc", f"{province.heading}: {describe(source.audience.all())}")


def _gravity(message: Message) -> tuple[str, str, str]:
    if message.type == MessageType.CANCEL:
        return MISTAKE
    return OVER if message.over else EMERGENCY


def _add_times(info: Element, message: Message) -> None:
    """When it holds. That the danger has passed is told as long as websites tell it."""
    begin, end = message.source.valid_from, message.source.valid_until
    if message.over:
        begin, end = None, message.act.at + CLOSING
    _add(info, "effective", stamp(max(begin, message.act.at) if begin else message.act.at))
    if begin:
        _add(info, "onset", stamp(begin))
    if end:
        _add(info, "expires", stamp(end))


def _add(parent: Element, name: str, words: str) -> None:
    if words:
        SubElement(parent, name).text = printable(words)
