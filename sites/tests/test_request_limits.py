from http import HTTPStatus

import pytest
from django.test import Client

from home.models import FeedbackMessage
from sites.middleware.request_limits import MAX_PUBLIC_BODY_BYTES

TOO_LARGE = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


@pytest.fixture
def citizen(anonymous, health, settings) -> Client:
    client = anonymous(f"{health.site.hostname}:{settings.SITE_PORT}")
    client.raise_request_exception = False
    return client


@pytest.fixture
def editor(sign_in, health_editor) -> Client:
    client = sign_in(health_editor)
    client.raise_request_exception = False
    return client


def sent_raw(client: Client, path: str, body: bytes, content_type: str, **environ: str):
    return client.generic("POST", path, body, content_type, **environ)


def decoded(response) -> str:
    if response["Content-Type"] == "application/json":
        return response.json()["detail"]
    return response.content.decode()


def assert_branded(response, status: int, words: str) -> None:
    assert response.status_code == status
    text = response.content.decode()
    assert words in text
    assert "Sở Y tế" in text
    assert "To the home page" not in text
    assert "Traceback" not in text


def test_a_form_of_a_website_takes_no_more_than_a_long_message(citizen):
    response = citizen.post("/gop-y/", {"message": "a" * MAX_PUBLIC_BODY_BYTES})
    assert_branded(response, TOO_LARGE, "Nội dung gửi lên quá lớn")
    assert not FeedbackMessage.objects.exists()


def test_a_form_of_a_website_takes_no_more_fields_than_it_has(citizen):
    response = citizen.post("/gop-y/", {f"f{number}": "" for number in range(51)})
    assert_branded(response, TOO_LARGE, "Nội dung gửi lên quá lớn")


def test_websites_take_no_files(citizen, tmp_path):
    file = tmp_path / "a.txt"
    file.write_bytes(b"a")
    with file.open("rb") as stream:
        response = citizen.post("/gop-y/", {"file": stream})
    assert_branded(response, TOO_LARGE, "Nội dung gửi lên quá lớn")


@pytest.mark.parametrize(
    ("content_type", "body", "environ"),
    [
        (MULTIPART, b"abc", {}),
        (f"{MULTIPART}; boundary=", b"abc", {}),
        (f"{MULTIPART}; boundary=\xff", b"abc", {}),
        (f"{FORM}; charset=rot13", b"a=b", {}),
        (f"{FORM}; charset=hex", b"a=b", {}),
        (f"{MULTIPART}; boundary=b; charset=zip", b"--b--", {}),
        (f"{FORM}; charset=utf-16", b"a=b", {}),
        (f"{FORM}; charset=", b"a=b", {}),
        (FORM, b"a=b", {"CONTENT_LENGTH": "-1"}),
        (FORM, b"a=b", {"CONTENT_LENGTH": "abc"}),
        (FORM, b"a=b", {"CONTENT_LENGTH": "9" * 5000}),
        (FORM, b"a=b", {"CONTENT_LENGTH": "３"}),
        (FORM, b"a=b", {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}),
        ("application/json", b"[" * 100_000, {}),
        ("application/json", b"{", {}),
        ("application/json", b"9" * 5000, {}),
        ("application/json", b"\xff", {}),
        ("application/json", rb'"\ud800"', {}),
    ],
)  # fmt: skip
def test_a_body_that_cannot_be_read_is_a_bad_request(citizen, editor, content_type, body, environ):
    for client, path in ((citizen, "/gop-y/"), (editor, "/admin/account/")):
        response = sent_raw(client, path, body, content_type, **environ)
        assert response.status_code == HTTPStatus.BAD_REQUEST
        assert "Không đọc được nội dung gửi lên" in decoded(response)
        assert "Traceback" not in decoded(response)


def test_who_sends_json_is_answered_in_json(citizen):
    response = sent_raw(citizen, "/gop-y/", b"[" * 99, "application/json")
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert response.json()["detail"].startswith("Không đọc được nội dung gửi lên.")


def test_ten_thousand_fields_are_refused_in_the_admin_with_the_limit(editor):
    fields = {f"f{number}": "" for number in range(10_000)}
    response = editor.post("/admin/account/", fields)
    assert response.status_code == TOO_LARGE
    assert "8000 ô nhập" in response.content.decode()


def test_more_text_than_a_page_has_is_refused_in_the_admin(editor):
    response = editor.post("/admin/account/", {"text": "a" * (6 * 1024 * 1024)})
    assert response.status_code == TOO_LARGE
    assert "tối đa 5 MB" in response.content.decode()
