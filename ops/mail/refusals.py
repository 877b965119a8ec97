"""Interpretation of a mail server's refusal."""

import re
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

# Enhanced status code (RFC 3463): class, subject, detail. "x.0.0" says nothing.
_STATUS = re.compile(r"\b([245])\.(?!0\.0\b)(\d{1,3})\.(\d{1,3})\b")
# Details about the sender's address (RFC 3463, 3.2).
_OF_SENDER = {"7", "8"}
# The mailbox does not exist, is not local, or its name is not allowed (RFC 5321, 4.2.2).
_NO_SUCH_ADDRESS = {550, 551, 553}


def refused_for_good(code: int, words: str) -> bool:
    """Return whether a refusal is permanent and due to the recipient's address.

    ``code``: SMTP reply code. ``words``: the server's message, which may have an enhanced code.

    A full mailbox may be emptied. A refusal of our server or our content (5.7.1) has nothing to do
    with the address, and would in the end mark everybody's.
    """
    found = _STATUS.search(words)
    if found is None:
        return code in _NO_SUCH_ADDRESS
    kind, subject, detail = found.groups()
    if kind != "5":
        return False
    return (subject == "1" and detail not in _OF_SENDER) or (subject, detail) == ("2", "1")


def refusal_of(error: SMTPException) -> tuple[int, str]:
    """Return code and message of a refusal; (0, "") for an error that is none."""
    if isinstance(error, SMTPRecipientsRefused):
        [(code, words)] = error.recipients.values()
        return code, _text(words)
    if isinstance(error, SMTPResponseException):
        return error.smtp_code, _text(error.smtp_error)
    return 0, ""


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
