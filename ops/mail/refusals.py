"""What a mail server's refusal means."""

import re
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

# RFC 3463: class, subject, detail. "x.0.0" says nothing.
_STATUS = re.compile(r"\b([245])\.(?!0\.0\b)(\d{1,3})\.(\d{1,3})\b")
# RFC 3463, 3.2: what is wrong is the sender's address.
_OF_SENDER = {"7", "8"}
# RFC 5321, 4.2.2: the mailbox is not there, not here, or its name cannot be.
_NO_SUCH_ADDRESS = {550, 551, 553}


def refused_for_good(code: int, words: str) -> bool:
    """Whether a refusal, its code and words, is about the address and will not be over tomorrow.

    A full mailbox may be emptied. A refusal of our server or of what we write (5.7.1) is nobody's
    address's fault: it would silence everybody.
    """
    found = _STATUS.search(words)
    if found is None:
        return code in _NO_SUCH_ADDRESS
    kind, subject, detail = found.groups()
    if kind != "5":
        return False
    return (subject == "1" and detail not in _OF_SENDER) or (subject, detail) == ("2", "1")


def refusal_of(error: SMTPException) -> tuple[int, str]:
    """Return code and words of a refusal, 0 and nothing where it was none."""
    if isinstance(error, SMTPRecipientsRefused):
        [(code, words)] = error.recipients.values()
        return code, _text(words)
    if isinstance(error, SMTPResponseException):
        return error.smtp_code, _text(error.smtp_error)
    return 0, ""


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
