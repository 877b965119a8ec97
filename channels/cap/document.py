"""CAP messages as XML (CAP 1.2, 3.2); docs/features/feeds.md explains the values."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language

from bulletins.models import (
    CLOSING_PERIOD,
    Bulletin,
    Category,
    NoteKind,
    list_audience_agencies,
)
from bulletins.selectors.audience import describe_audience
from channels.cap.messages import Message, MessageType, format_cap_time
from channels.feeds.entry import NOTES
from channels.models import BulletinRecording
from channels.selectors.plain_text import list_lines, mark_source_language
from content.languages import get_interface_language
from content.vcard import remove_unprintable
from sites.models import EVERYONE, Agency
from sites.permissions.ownership import has_language

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
CONTENT_TYPE = "application/cap+xml; charset=utf-8"
CATEGORIES = {
    Category.HEALTH: ["Health"],
    Category.DISASTER: ["Geo", "Met"],
    Category.SAFETY: ["Safety"],
    Category.LIFE: ["Other"],
    Category.ADMINISTRATION: ["Other"],
}
# Urgency, severity and certainty of an emergency, of one that is over, of a withdrawn one.
EMERGENCY = ("Immediate", "Severe", "Likely")
OVER = ("Past", "Minor", "Observed")
MISTAKE = ("Past", "Minor", "Unlikely")


def render_alert(message: Message, agency: Agency) -> bytes:
    """Return a message as XML; `agency` is the one whose website serves it."""
    alert = Element("alert", xmlns=NAMESPACE)
    _add(alert, "identifier", message.identifier)
    _add(alert, "sender", message.sender)
    _add(alert, "sent", message.sent)
    _add(alert, "status", "Actual")
    _add(alert, "msgType", message.type)
    _add(alert, "scope", "Public")
    if message.type == MessageType.CANCEL:
        _add(alert, "note", message.action.text)
    _add(alert, "references", " ".join(previous.reference for previous in message.earlier))
    for text in message.texts:
        with translation.override(text.language):
            _add_info(alert, message, text, agency)
    return tostring(alert, encoding="utf-8", xml_declaration=True)


def list_paragraphs(message: Message, text: Bulletin) -> list[str]:
    """Return the text of a message in one language: what is new, summary, whole text.

    What is new has words in the default language alone, and elsewhere is marked so. Only the reason
    if the bulletin was withdrawn: the rest must not be passed on.
    """
    act = message.action
    new_text = mark_source_language(act.text, text.language)
    if message.type == MessageType.CANCEL:
        return [new_text]
    if new_text and act.name in NOTES:
        new_text = f"{NoteKind(act.name.partition('.')[2]).label}: {new_text}"
    return list(filter(None, [new_text, text.summary, *list_lines(text.body)]))


def _add_info(alert: Element, message: Message, text: Bulletin, agency: Agency) -> None:
    info = SubElement(alert, "info")
    _add(info, "language", text.language)
    for name, content in (
        *_iter_classification(message, text),
        *_iter_times(message),
        *_iter_texts(message, text, agency),
    ):
        _add(info, name, content)
    for recording in message.recordings:
        _add_resource(info, recording, agency)
    area = SubElement(info, "area")
    _add(area, "areaDesc", _describe_area(message, agency))


def _add_resource(info: Element, recording: BulletinRecording, agency: Agency) -> None:
    resource = SubElement(info, "resource")
    language = recording.language
    _add(resource, "resourceDesc", language.listen_label if _has_labels() else language.name)
    _add(resource, "mimeType", recording.content_type)
    _add(resource, "size", str(recording.size))
    _add(resource, "uri", agency.root_url + recording.file.url)


def _has_labels() -> bool:
    """Return whether the frame is translated into the active language, which a block names.

    Otherwise its labels would be Vietnamese: the block has the title and proper names instead.
    """
    return get_interface_language() == get_language()


def _describe_area(message: Message, agency: Agency) -> str:
    lines = list(message.source.audience.all())
    # Names the province: elsewhere nobody knows which agencies "All units" are.
    province = (agency.active_parent or agency).heading
    if _has_labels():
        return f"{province}: {describe_audience(lines)}"
    if [(line.code, line.excluded) for line in lines] == [(EVERYONE, False)]:
        return province
    names = [unit.heading for unit in list_audience_agencies(lines).order_by("sort_key")]
    return f"{province}: {', '.join(names)}" if names else province


def _iter_classification(message: Message, text: Bulletin) -> Iterator[tuple[str, str]]:
    """Yield category, event, response type, urgency, severity and certainty."""
    source, cancelled = message.source, message.type == MessageType.CANCEL
    for category in CATEGORIES[Category(source.category)]:
        yield "category", category
    yield "event", source.get_category_display() if _has_labels() else text.title
    if message.over and not cancelled:
        yield "responseType", "AllClear"
    gravity = MISTAKE if cancelled else OVER if message.over else EMERGENCY
    yield from zip(("urgency", "severity", "certainty"), gravity, strict=True)


def _iter_times(message: Message) -> Iterator[tuple[str, str]]:
    """Yield when the message is effective, begins and expires.

    That the danger has passed expires after `CLOSING_PERIOD`, when websites stop saying so too.
    """
    sent, begin, end = message.action.at, message.source.valid_from, message.source.valid_until
    if message.over:
        begin, end = None, sent + CLOSING_PERIOD
    yield "effective", format_cap_time(max(begin, sent) if begin else sent)
    if begin:
        yield "onset", format_cap_time(begin)
    if end:
        yield "expires", format_cap_time(end)


def _iter_texts(message: Message, text: Bulletin, agency: Agency) -> Iterator[tuple[str, str]]:
    contact = (text.contact_name, message.source.contact_telephone)
    yield "senderName", message.issuer.name
    yield "headline", text.title
    yield "description", "\n\n".join(list_paragraphs(message, text))
    yield "instruction", "" if message.type == MessageType.CANCEL else text.instruction
    yield "web", _get_url(message.source, agency)
    yield "contact", ": ".join(filter(None, contact))


def _get_url(source: Bulletin, agency: Agency) -> str:
    """Return the canonical URL in the active language.

    In the default language if the website does not have the active one.
    """
    url = source.get_canonical_url(agency)
    if has_language(agency, get_language()) or not url.startswith(f"{agency.root_url}/"):
        return url
    with translation.override(settings.LANGUAGE_CODE):
        return source.get_canonical_url(agency)


def _add(parent: Element, name: str, text: str) -> None:
    if text:
        SubElement(parent, name).text = remove_unprintable(text)
