"""Parser of bounces: delivery status notifications (RFC 3464)."""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser

from ops.mail.backend import is_permanent_refusal
from ops.mail.messages import get_bare_address, matches_recipient

_CODE = re.compile(r"\b5\d\d\b")
# Limits of a message that is parsed. A report has a text, the fields, and the original e-mail,
# whose parts may be e-mails again.
MAX_PARTS = 50
MAX_HEADERS = 1_000
# Characters of one header with its continuation lines (RFC 5322, 2.1.1: a line has up to 998).
MAX_HEADER_LENGTH = 10_000
_MULTIPART = re.compile(rb"content-type:\s*+(?:multipart|message)/", re.IGNORECASE)
_LINE_END = re.compile(rb"\r\n?|\n")
_CONTINUATION = re.compile(rb"\n(?=[ \t])")


@dataclass(frozen=True)
class Bounce:
    """Address that permanently refused an e-mail of ours, with the mail server's message."""

    email: str
    reason: str


def parse_bounces(data: bytes) -> list[Bounce]:
    """Return the permanent failures that a message reports; [] if it is no report.

    ``data``: the message as received.

    Anybody can write a report, so a failure counts only if the report quotes the Message-ID of an
    e-mail that was sent from here to the same address (RFC 3464, 2, as multipart/report: RFC 6522,
    3).
    """
    if not _is_bounded(data):
        return []
    message = email.message_from_bytes(data)
    parts = _list_parts(message)
    if message.get_content_type() != "multipart/report":
        return []
    quoted = list(_iter_quoted_ids(parts[2:]))
    return [
        bounce
        for bounce in _iter_failures(parts[1:2])
        if any(matches_recipient(bounce.email, message_id) for message_id in quoted)
    ]


def _is_bounded(data: bytes) -> bool:
    """Return whether Python's parser reads the message in time; mail servers write no others.

    The parser recurses for nested parts, and compares each line with the boundaries of all the
    parts around it.
    """
    text = _CONTINUATION.sub(b"", _LINE_END.sub(b"\n", data))
    lengths = [len(header) for header in text.partition(b"\n\n")[0].split(b"\n")]
    return (
        len(_MULTIPART.findall(text)) <= MAX_PARTS
        and len(lengths) <= MAX_HEADERS
        and max(lengths) <= MAX_HEADER_LENGTH
    )


def _iter_failures(parts: list[Message]) -> Iterator[Bounce]:
    """Yield the permanent failures; each group of fields but the first is of one recipient."""
    for part in parts:
        for fields in _list_parts(part)[1:]:
            status = f"{_get_field(fields, 'Status')} {_get_field(fields, 'Diagnostic-Code')}"
            code = _CODE.search(status)
            failed = _get_field(fields, "Action").lower() == "failed"
            if failed and is_permanent_refusal(int(code[0]) if code else 0, status):
                names = ("Original-Recipient", "Final-Recipient")
                for email in {_parse_address(_get_field(fields, name)) for name in names}:
                    yield Bounce(email, status)


def _iter_quoted_ids(parts: list[Message]) -> Iterator[str]:
    """Yield the Message-ID of the original e-mail, returned whole or as text of its headers."""
    for part in parts:
        whole = _list_parts(part)
        headers = whole[0] if whole else HeaderParser().parsestr(_decode_part(part))
        yield _get_field(headers, "Message-ID")


def _list_parts(message: Message) -> list[Message]:
    payload = message.get_payload()
    parts = payload if isinstance(payload, list) else []
    return [part for part in parts if isinstance(part, Message)]


def _get_field(fields: Message, name: str) -> str:
    return " ".join(str(fields.get(name, "")).split())


def _parse_address(value: str) -> str:
    """Return the address after the type in ``rfc822; an@example.vn``."""
    return get_bare_address(value.partition(";")[2])


def _decode_part(part: Message) -> str:
    content = part.get_payload(decode=True)
    return content.decode(errors="replace") if isinstance(content, bytes) else ""
