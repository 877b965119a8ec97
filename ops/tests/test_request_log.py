import io
import json
import logging
import re
from datetime import date

import pytest
from django.conf import settings
from django.core.mail import send_mail
from django.test import Client
from django.urls import reverse

from accounts.services.secret_urls import MASK, SECRET_PREFIXES
from home.views import site_map
from ops.jobs.queue import list_queued_tasks
from ops.logs import JSONFormatter, LineFormatter, get_request_id, mask_personal
from tests.public_routes import list_missing_paths

HEADER = "X-Request-Id"
SECRET = "Bi-mat-0123456789abcdef"
PERSONAL = [SECRET, "Nguyễn Thị Lan", "0912345678", "lan@example.vn", "health-editor"]


class Lines:
    """What the log says in JSON while it is listened to."""

    def __init__(self):
        self.stream = io.StringIO()

    @property
    def text(self):
        return self.stream.getvalue()

    @property
    def rows(self):
        return [json.loads(line) for line in self.text.splitlines()]

    @property
    def requests(self):
        return [row for row in self.rows if "status" in row]


@pytest.fixture
def lines():
    """The log as with LOG_FORMAT=json, through the filter of the settings."""
    found = Lines()
    handler = logging.StreamHandler(found.stream)
    handler.setFormatter(JSONFormatter())
    root, own = logging.getLogger(), logging.getLogger("ops.requests")
    levels = root.level, own.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    own.setLevel(logging.INFO)
    yield found
    root.removeHandler(handler)
    root.setLevel(levels[0])
    own.setLevel(levels[1])


@pytest.fixture
def website(health):
    host = f"{health.site.hostname}:{settings.SITE_PORT}"
    return Client(headers={"host": host}, raise_request_exception=False)


def test_a_line_says_what_was_asked_where_and_by_which_number(
    lines, visit, health, health_editor, sign_in
):
    for _again in range(2):
        visit(health, "/so-do/?ten=Nguyễn Thị Lan")
    sign_in(health_editor).get(reverse("wagtailadmin_home"))
    drawn, kept, admin = lines.requests[-3:]
    assert (drawn["host"], drawn["agency"]) == (health.site.hostname, health.code)
    assert (drawn["method"], drawn["path"], drawn["status"]) == ("GET", "/so-do/", 200)
    assert (drawn["route"], drawn["cache"], kept["cache"]) == ("site_map", "miss", "hit")
    assert drawn["milliseconds"] > 0 and "person" not in drawn
    assert (admin["person"], admin["host_class"]) == (health_editor.pk, "admin")
    assert len({drawn["request"], kept["request"], admin["request"]}) == 3
    for word in PERSONAL:
        assert word not in lines.text


def test_no_line_holds_a_secret_a_query_or_an_address_of_mail(lines, website, anonymous):
    admin = anonymous(f"{settings.ADMIN_HOST}:{settings.SITE_PORT}")
    _secret, name, telephone, address, _account = PERSONAL
    for prefix in SECRET_PREFIXES:
        for path in (f"{prefix}{SECRET}/", f"{prefix}{SECRET}", f"/en{prefix}{SECRET}/"):
            for client in (website, admin):
                client.get(path)
                client.post(path, {"name": name, "telephone": telephone, "email": address})
                client.get("/khong-co/", {"next": path})
    website.get(f"/tim-kiem/?q={SECRET}")
    website.get("/lan@example.vn/")
    website.get("/khong-co/", {"mail": address, "token": SECRET, "telephone": telephone})
    assert len(lines.requests) > 9 * len(SECRET_PREFIXES)
    assert MASK in lines.text
    for word in PERSONAL:
        assert word not in lines.text


@pytest.mark.drill("processes")
def test_no_route_of_a_website_writes_a_query_into_the_log(lines, website):
    for path in list_missing_paths():
        website.get(path, {"q": SECRET, "token": SECRET})
    assert lines.requests and SECRET not in lines.text


def test_errors_and_their_tracebacks_hold_nothing_personal(lines, website, monkeypatch, capsys):
    def fail(*args):
        raise ValueError(f"lan@example.vn asked for /gop-y/{SECRET}/?ma={SECRET}")

    monkeypatch.setattr(site_map, "build_site_map", fail)
    response = website.get(f"/so-do/?trang={SECRET}")
    assert response.status_code == 500
    [row] = [row for row in lines.rows if "exception" in row]
    assert row["request"] == response[HEADER] and "ValueError" in row["exception"]
    for word in PERSONAL:
        assert word not in lines.text
    assert "Key" not in mask_personal("duplicate key\nDETAIL:  Key (name)=(Lan) exists.").replace(
        "key", ""
    )


def test_the_number_stands_in_the_header_and_on_every_page_of_an_error(
    website, anonymous, sign_in, health_editor, ict_admin, monkeypatch
):
    monkeypatch.setattr(site_map, "build_site_map", lambda *args: 1 / 0)
    admin = sign_in(ict_admin)
    csrf = Client(enforce_csrf_checks=True, headers={"host": admin.defaults["HTTP_HOST"]})
    answers = {
        404: website.get("/khong-co/"),
        500: website.get("/so-do/"),
        421: anonymous("khong-co.example").get("/"),
        400: website.post("/gop-y/", {f"a{number}": "1" for number in range(2000)}),
    }
    for status, answer in answers.items():
        assert answer.status_code in {status, 413}, (status, answer.status_code)
    pages = [*answers.values(), admin.get("/admin/khong-co/"), csrf.post("/tai-khoan/dang-nhap/")]
    pages.append(sign_in(health_editor).get(reverse("jobs")))
    assert [page.status_code for page in pages[-3:]] == [404, 403, 404]
    for page in pages:
        assert f"<code>{page[HEADER]}</code>" in page.content.decode(), page.status_code
    assert len({page[HEADER] for page in pages}) == len(pages)
    assert get_request_id() == ""


def test_a_page_of_the_cache_keeps_no_number(visit, health, kept):
    first = visit(health, "/so-do/")
    second = visit(health, "/so-do/")
    assert kept(health, "/so-do/")
    assert first[HEADER] != second[HEADER]
    assert first[HEADER].encode() not in second.content
    # Nor does what a browser has already.
    third = visit(health, "/so-do/", headers={"if-none-match": first["ETag"]})
    assert third.status_code == 304 and third[HEADER] not in {first[HEADER], second[HEADER]}


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("0123456789abcdef0123456789abcdef", True),
        ("5b4f6d3e-5f0c-4e36-9d3b-0a1b2c3d4e5f", True),
        ("short", False),
        ("x" * 65, False),
        ("0123456789abcdef\r\nSet-Cookie: a=b", False),
        ("<script>alert(1)</script>", False),
    ],
)
def test_the_number_of_a_proxy_is_taken_where_that_is_wanted_and_it_is_one(
    db, settings, given, taken
):
    for wanted in (True, False):
        settings.REQUEST_ID_FROM_PROXY = wanted
        answer = Client().get("/healthz", headers={"x-request-id": given})
        assert (answer[HEADER] == given) == (taken and wanted)
        assert re.fullmatch(r"[A-Za-z0-9-]{8,64}", answer[HEADER])


def test_the_log_leads_from_a_request_to_the_task_that_it_queued(
    lines, website, queued_mail, monkeypatch, work_off, mailoutbox
):
    def send(*args):
        send_mail("Tin", "Nội dung", None, ["lan@example.vn"])
        raise ZeroDivisionError

    monkeypatch.setattr(site_map, "build_site_map", send)
    answer = website.get("/so-do/")
    [task] = list_queued_tasks()
    [queued] = [row for row in lines.rows if row["message"].startswith("Queued")]
    assert (queued["request"], queued["task"]) == (answer[HEADER], str(task.pk))
    settings_of_task = {"task_path": "ops.jobs.tasks.gone"}
    list_queued_tasks().update(**settings_of_task)
    work_off()
    given_up = [row for row in lines.rows if row.get("task") == str(task.pk)]
    assert len(given_up) > 1 and "lan@example.vn" not in lines.text


def test_a_field_that_json_does_not_know_is_written_in_words(lines):
    logging.getLogger("ops.requests").info("Xong", extra={"fields": {"day": date(2026, 11, 29)}})
    assert [row["day"] for row in lines.rows if "day" in row] == ["2026-11-29"]


def test_lines_for_people_name_the_request_too(website):
    formatter = LineFormatter("{message}", style="{")
    record = logging.LogRecord("a", logging.INFO, "", 0, "Có lỗi", (), None)
    assert formatter.format(record) == "Có lỗi"
    seen = []

    def note(*args):
        seen.append((formatter.format(record), get_request_id()))
        raise ZeroDivisionError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(site_map, "build_site_map", note)
        website.get("/so-do/")
    [(line, number)] = seen
    assert line == f"Có lỗi [{number}]"
