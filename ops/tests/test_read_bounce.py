"""Mail that comes back is read from standard input."""

import io
from base64 import b64encode

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from accounts.selectors import is_bounced
from ops.mail.bounces import parse_bounces
from ops.mail.messages import make_message_id

AN, BINH = "an@backan.example", "binh@backan.example"


def report(
    to=AN,
    action="failed",
    status="5.1.1",
    diagnostic="smtp; 550 5.1.1 No such user",
    letter=None,
    quoted="text/rfc822-headers",
    kind="multipart/report; report-type=delivery-status",
):
    """As Postfix writes it."""
    return f"""\
From: MAILER-DAEMON@mx.backan.example
To: bantin@backan.localhost
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: {kind}; boundary="B"

--B
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.backan.example
Arrival-Date: Wed, 25 Nov 2026 10:00:00 +0700

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Diagnostic-Code: {diagnostic}

--B
Content-Type: {quoted}

From: bantin@backan.localhost
To: {to}
Message-ID: {make_message_id(AN) if letter is None else letter}

--B--
""".encode()


@pytest.fixture
def read(db, capsys, monkeypatch):
    def run(data):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        call_command("read_bounce")
        return capsys.readouterr().out

    return run


@pytest.mark.parametrize("quoted", ["text/rfc822-headers", "message/rfc822"])
def test_the_address_that_a_letter_came_back_from_is_marked(read, quoted):
    assert read(report(quoted=quoted)) == f"{AN}: marked, nothing more is sent to it.\n"
    assert is_bounced(AN)


def test_the_same_report_twice_is_no_harm(read):
    read(report())
    read(report())
    assert is_bounced(AN)


def test_the_address_is_the_same_however_it_is_spelt(read):
    read(report(to="AN@Backan.example"))
    assert is_bounced(AN)


def test_the_servers_own_words_decide_where_the_status_says_nothing(read):
    read(report(status="5.0.0"))
    assert is_bounced(AN)


@pytest.mark.parametrize(
    "words",
    [
        {"action": "delayed", "status": "4.4.1"},
        {"action": "delivered", "status": "2.1.5"},
        {"status": "5.2.2", "diagnostic": "smtp; 552 5.2.2 Mailbox full"},
        {"status": "5.7.1", "diagnostic": "smtp; 550 5.7.1 Spam"},
        {"kind": "multipart/mixed"},
        {"letter": "<forged@backan.localhost>"},
        {"letter": ""},
        {"to": BINH},
    ],
)
def test_what_is_no_report_of_a_dead_address_of_ours_marks_nobody(read, words):
    assert "nothing is marked" in read(report(**words))
    assert not is_bounced(AN) and not is_bounced(BINH)


def nested(depth):
    head = 'Content-Type: multipart/mixed; boundary="{0}"\n\n--{0}\n'
    return "".join(head.format(f"b{number}") for number in range(depth)).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff" * 100,
        b"Content-Type: multipart/report\n\n",
        b"Content-Type: multipart/report; boundary=B\n\n--B\n--B\n--B--",
        b"Content-Type: multipart/report; boundary=B\n\n--B\n\n--B\n"
        b"Content-Type: message/delivery-status\n\n--B\n\n--B--",
        report().replace(b"an@backan", b"\xc3\x28\xff"),
        report().replace(b"us-ascii", b"nosuch"),
        report(quoted="message/rfc822; charset=nosuch"),
        nested(3000),
    ],
    # A mail is another one each time it is made, and every process must know each test by one name.
    ids=range(9),
)
def test_rubbish_is_read_without_a_word_of_complaint(read, data):
    assert "nothing is marked" in read(data) or is_bounced(AN)


@given(st.binary(max_size=300), st.integers(0, 900), st.integers(0, 900))
def test_a_report_with_anything_in_it_is_read(rubbish, begin, length):
    data = report()
    parse_bounces(data[:begin] + rubbish + data[begin + length :])


@pytest.mark.parametrize(
    "message",
    [
        "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(3000)),
        "Content-Type: message/rfc822\n\n" * 3000,
        "Content-Type:\n message/rfc822\n\n" * 3000,
        "Content-Type: message/rfc822\r\r" * 3000,
        "X-A: b\n" * 100_000,
        "Subject: " + "a" * 900_000,
        "Subject: a\n" + " b\n" * 100_000,
        "Content-Type: multipart/report; " + "a=b; " * 50_000 + "\n\n",
    ],
    ids=["parts", "letters", "folded", "old line ends", "headers", "long", "continued", "fields"],
)
def test_a_message_that_no_mail_server_writes_is_no_report(message):
    assert parse_bounces(message.encode()) == []


def test_parts_hidden_in_an_encoding_are_not_read():
    inner = b64encode(b"Content-Type: message/rfc822\n\n" * 3000).decode()
    address = "Final-Recipient: rfc822; " + "(" * 3000
    parts = [
        "Content-Type: text/plain\n\nx",
        f"Content-Type: message/delivery-status\n\nReporting-MTA: dns; a\n\n{address}\n"
        "Action: failed\nStatus: 5.1.1\n",
        f"Content-Type: text/rfc822-headers\nContent-Transfer-Encoding: base64\n\n{inner}",
    ]
    head = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
    message = head + "".join(f"--b\n{part}\n" for part in parts) + "--b--\n"
    assert parse_bounces(message.encode()) == []
