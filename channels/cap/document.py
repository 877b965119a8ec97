"""CAP messages as XML (CAP 1.2, 3.2); docs/features/feeds.md explains the values."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bulletins.models import (
    CLOSING_PERIOD,
    Bulletin,
    BulletinAudience,
    Category,
    NoteKind,
    list_audience_agencies,
)
from bulletins.selectors.audience import describe_audience
from channels.cap.messages import Message, MessageType, format_cap_time
from channels.cap.resources import (
    Resource,
    list_files,
    make_poster_resource,
    make_recording_resource,
)
from channels.cap.signature import sign_alert
from channels.feeds.entry import NOTES
from channels.selectors.plain_text import list_lines, mark_source_language
from content.languages import get_interface_language
from content.vcard import remove_unprintable
from sites.models import EVERYONE, GEOCODE_DIGITS, Agency, AgencySettings
from sites.permissions.ownership import has_language

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
CONTENT_TYPE = "application/cap+xml; charset=utf-8"
# Name of the list that codes of administrative units are of (CAP 1.2, 3.2.4 geocode): the codes of
# the General Statistics Office of Viet Nam, Quyết định 124/2004/QĐ-TTg and later.
GEOCODE_LIST = "VN-GSO"
# Categories of bulletins without a kind of event.
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
    """Return a message as XML, signed if a key is configured (`channels.cap.signature`).

    `agency`: the one whose website shows the bulletin and has its files.
    """
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
    geocodes = _list_geocodes(message, agency)
    for text in message.texts:
        with translation.override(text.language):
            _add_info(alert, message, text, agency, geocodes)
    return sign_alert(tostring(alert, encoding="utf-8", xml_declaration=True))


def list_paragraphs(message: Message, text: Bulletin) -> list[str]:
    """Return the text of a message in one language: what is new, lead, whole text.

    What is new has words in the default language alone, and elsewhere is marked so. Only the reason
    if the bulletin was withdrawn: the rest must not be passed on.
    """
    act = message.action
    new_text = mark_source_language(act.text, text.language)
    if message.type == MessageType.CANCEL:
        return [new_text]
    if new_text and act.name in NOTES:
        new_text = f"{NoteKind(act.name.partition('.')[2]).label}: {new_text}"
    return list(filter(None, [new_text, text.lead_before_body, *list_lines(text.body)]))


def _add_info(
    alert: Element, message: Message, text: Bulletin, agency: Agency, geocodes: list[str]
) -> None:
    info = SubElement(alert, "info")
    _add(info, "language", text.language)
    for name, content in _iter_classification(message, text):
        _add(info, name, content)
    event_type = message.source.event_type
    if event_type and event_type.code:
        _add_value(info, "eventCode", event_type.code_list, event_type.code)
    for name, content in (*_iter_times(message), *_iter_texts(message, text, agency)):
        _add(info, name, content)
    for resource in _iter_resources(message, text, agency):
        _add_resource(info, resource)
    area = SubElement(info, "area")
    _add(area, "areaDesc", _describe_area(message, agency))
    for geocode in geocodes:
        _add_value(area, "geocode", GEOCODE_LIST, geocode)


def _iter_resources(message: Message, text: Bulletin, agency: Agency) -> Iterator[Resource]:
    """Yield recordings, files, pictures and the poster of the current message, if it is shown.

    Of other messages nothing. The URLs are on the website of the canonical page in the default
    language, so that all websites hand out the same message.
    """
    if not (message.is_current and message.source.is_addressed_to(agency)):
        return
    with translation.override(settings.LANGUAGE_CODE):
        agency = message.source.get_canonical_agency(agency)
    for recording in message.recordings:
        language = recording.language
        description = language.listen_label if _has_labels() else language.name
        yield make_recording_resource(recording, description, agency)
    yield from list_files(message.source, text, agency)
    poster = _("Poster A4") if _has_labels() else text.title
    yield make_poster_resource(message.source, poster, agency)


def _add_resource(info: Element, resource: Resource) -> None:
    element = SubElement(info, "resource")
    _add(element, "resourceDesc", resource.description)
    _add(element, "mimeType", resource.mime_type)
    _add(element, "size", str(resource.size or ""))
    _add(element, "uri", resource.uri)
    _add(element, "digest", resource.digest)


def _list_geocodes(message: Message, agency: Agency) -> list[str]:
    """Return the codes of the territories that a message is for, sorted; [] if none is known.

    Of everybody the province's alone; else that of each territory in the audience, and of each
    other unit, such as a department, that of its province. Where some units are left out, the
    province's is not there beside others: it would contain those that are not meant.
    """
    lines = list(message.source.audience.all())
    province = agency.active_parent or agency
    if _is_for_whole(province, lines):
        return list(filter(None, [province.geocode]))
    agencies = list_audience_agencies(lines).of_province(province)
    codes = {
        each.geocode if each.kind in GEOCODE_DIGITS else province.geocode
        for each in agencies.only("kind", "geocode")
    }
    if any(line.excluded for line in lines) and len(codes - {""}) > 1:
        codes.discard(province.geocode)
    return sorted(codes - {""})


def _is_for_whole(province: Agency, lines: list[BulletinAudience]) -> bool:
    """Return whether an audience is a whole province, or every unit of all, without exception."""
    whole = {EVERYONE, province.below_code}
    return [(line.code in whole, line.excluded) for line in lines] == [(True, False)]


def _has_labels() -> bool:
    """Return whether the frame is translated into the active language, which a block names.

    Otherwise its labels would be Vietnamese: the block has the title and proper names instead.
    """
    return get_interface_language() == get_language()


def _describe_area(message: Message, agency: Agency) -> str:
    lines = list(message.source.audience.all())
    # Names the province: elsewhere nobody knows which agencies "All units" are.
    province = agency.active_parent or agency
    if _has_labels():
        return f"{province.heading}: {describe_audience(lines)}"
    if _is_for_whole(province, lines):
        return province.heading
    agencies = list_audience_agencies(lines).of_province(province).order_by("sort_key")
    names = ", ".join(each.heading for each in agencies)
    return f"{province.heading}: {names}" if names else province.heading


def _iter_classification(message: Message, text: Bulletin) -> Iterator[tuple[str, str]]:
    """Yield category, event, response type, urgency, severity and certainty."""
    source, cancelled = message.source, message.type == MessageType.CANCEL
    event_type = source.event_type
    own = [event_type.category] if event_type else CATEGORIES[Category(source.category)]
    for category in own:
        yield "category", category
    yield "event", _get_event(source, text)
    if message.over and not cancelled:
        yield "responseType", "AllClear"
    gravity = MISTAKE if cancelled else OVER if message.over else EMERGENCY
    yield from zip(("urgency", "severity", "certainty"), gravity, strict=True)


def _get_event(source: Bulletin, text: Bulletin) -> str:
    """Return what happens in a word or two, in the active language.

    Of a bulletin without a kind of event, from before there were any, that it is an emergency
    notice. The title where neither has a name in this language.
    """
    name = source.event_type.get_name_in(text.language) if source.event_type else ""
    return name or (_("Emergency notice") if _has_labels() else text.title)


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
    yield "senderName", message.issuer.name if message.issuer else ""
    yield "headline", text.title
    yield "description", "\n\n".join(list_paragraphs(message, text))
    yield "instruction", "" if message.type == MessageType.CANCEL else text.instruction
    yield "web", get_page_url(message.source, agency)
    yield "contact", _describe_contact(message, text)


def _describe_contact(message: Message, text: Bulletin) -> str:
    """Return whom to call, then the issuer with its telephone, e-mail and postal address."""
    whom = ": ".join(filter(None, (text.contact_name, message.source.contact_telephone)))
    if message.issuer is None:
        return whom
    details = AgencySettings.for_site(message.issuer.site)
    known = [details.telephone, details.email, details.address]
    issuer = ", ".join(filter(None, known))
    return "; ".join(filter(None, [whom, f"{message.issuer.name}: {issuer}" if issuer else ""]))


def get_page_url(source: Bulletin, agency: Agency) -> str:
    """Return the canonical URL in the active language.

    In the default language if the website does not have the active one.
    """
    url = source.get_canonical_url(agency)
    if has_language(agency, get_language()) or not url.startswith(f"{agency.root_url}/"):
        return url
    with translation.override(settings.LANGUAGE_CODE):
        return source.get_canonical_url(agency)


def _add_value(parent: Element, name: str, value_name: str, value: str) -> None:
    """Add a code with the name of the list that it is of (CAP 1.2, 3.2.2 eventCode)."""
    element = SubElement(parent, name)
    _add(element, "valueName", value_name)
    _add(element, "value", value)


def _add(parent: Element, name: str, text: str) -> None:
    if text:
        SubElement(parent, name).text = remove_unprintable(text)
