"""What a mail server's refusal says of the address."""

from smtplib import SMTPRecipientsRefused, SMTPResponseException, SMTPServerDisconnected

import pytest

from ops.mail.backend import get_refusal, is_permanent_refusal


@pytest.mark.parametrize(
    ("code", "text", "is_permanent"),
    [
        (550, "No such user here", True),
        (551, "User not local", True),
        (553, "Mailbox name not allowed", True),
        (550, "5.0.0 Unknown", True),
        (552, "Too much mail", False),
        (450, "Busy", False),
        (0, "", False),
        (450, "4.1.1 Later", False),
        (550, "2.1.5 Fine", False),
        (550, "5.1.1 Unknown", True),
        (500, "5.1.10 Null MX", True),
        (550, "5.1.7 Your address", False),
        (550, "5.1.8 Your domain", False),
        (550, "5.2.1 Disabled", True),
        (552, "5.2.2 Full", False),
        (550, "5.3.1 System full", False),
        (550, "5.7.1 Refused by policy", False),
    ],
)
def test_only_what_is_due_to_the_address_and_stays_is_permanent(code, text, is_permanent):
    assert is_permanent_refusal(code, text) is is_permanent


def test_a_refusal_is_read_in_whatever_form_it_comes():
    refused = SMTPRecipientsRefused({"a@xa.example": (550, b"5.1.1 \xff")})
    assert get_refusal(refused) == (550, "5.1.1 \ufffd")
    assert get_refusal(SMTPResponseException(451, "Later")) == (451, "Later")
    assert get_refusal(SMTPServerDisconnected("Gone")) == (0, "")
