"""Lengths that are not those of the body, through real sockets."""

import socket

import pytest

from tests.servers import serve_bantin

pytestmark = pytest.mark.django_db


def ask(health, settings, length: str, body: bytes, extra: str = "") -> str:
    head = (
        f"POST /gop-y/ HTTP/1.1\r\nHost: {health.site.hostname}:{settings.SITE_PORT}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\n{extra}"
        f"{f'Content-Length: {length}' if length else 'X-None: 1'}\r\nConnection: close\r\n\r\n"
    )
    with serve_bantin() as address, socket.create_connection(address, timeout=30) as connection:
        connection.sendall(head.encode() + body)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    return answer.decode()


@pytest.mark.parametrize(
    ("length", "body", "extra"),
    [
        ("5000", b"message=half+of+it", ""),
        ("-1", b"message=a", ""),
        ("9" * 400, b"message=a", ""),
        ("0x10", b"message=a", ""),
        ("", b"9\r\nmessage=a\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n"),
    ],
    ids=["longer", "negative", "huge", "hexadecimal", "chunked"],
)
def test_a_body_with_another_length_is_refused(health, settings, length, body, extra):
    answer = ask(health, settings, length, body, extra)
    assert answer.split(" ")[1] == "400"
    assert "Không đọc được nội dung gửi lên" in answer
    assert "Sở Y tế" in answer


def test_what_follows_a_body_is_never_read_as_a_part_of_it(health, settings):
    answer = ask(health, settings, "9", b"message=a&homepage=spam")
    assert answer.split(" ")[1] == "422"
    assert "homepage=spam" not in answer
