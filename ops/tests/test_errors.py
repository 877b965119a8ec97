"""An error that somebody meets, from the screen that breaks to the entry that ICT opens."""

import re
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.serializers import serialize
from django.db import OperationalError, connection
from django.db.models.signals import post_save
from django.template import TemplateDoesNotExist
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks

from home.services.feedback import sign_form_token
from members.tasks import send_error_notifications, send_urgent_emails
from ops.database.outages import database_circuit
from ops.errors import recorder as recorder_module
from ops.errors import rows
from ops.errors.trace import ALPHABET
from ops.models import ErrorBatch, ErrorKind, ErrorOccurrence, Incident
from ops.services.errors import mark_announced
from ops.tasks import delete_old_data
from ops.tests.broken_screens import break_templates
from ops.tests.doctor import ask_doctor
from tests.html import get_text, parse_html, read_html

pytestmark = pytest.mark.django_db

STATEMENT = "/tiep-can/"
CANARIES = ["Nguyễn Thị Chim", "0912345678", "chim@example.vn", "bi-mat-trong-o", "health-editor"]


@pytest.fixture
def broken(settings, tmp_path):
    """Let a template break: ``broken("home/accessibility.html")``."""
    folder = tmp_path / "templates"
    return lambda *names, **options: break_templates(settings, folder, *names, **options)


@pytest.fixture
def ask(health):
    """Ask a website, the department's or another: ``ask("/tiep-can/")``."""

    def get(path, agency=health, **options):
        host = f"{agency.site.hostname}:{django_settings.SITE_PORT}"
        client = Client(headers={"host": host}, raise_request_exception=False)
        return (
            client.get(path, **options) if "data" not in options else client.post(path, **options)
        )

    return get


@pytest.fixture
def enter(sign_in):
    """A client of the admin that is given the page of an error, as a browser is."""

    def client_of(user):
        client = sign_in(user)
        client.raise_request_exception = False
        return client

    return client_of


@pytest.fixture
def later(monkeypatch):
    """Let seconds pass for what a process puts off: ``later(5)``."""
    passed = [1000.0]
    monkeypatch.setattr(recorder_module, "monotonic", lambda: passed[0])

    def let_pass(seconds):
        passed[0] += seconds

    return let_pass


@pytest.fixture
def node(settings, tmp_path):
    """The folder in which this node keeps what it cannot write."""
    settings.ERRORS_FOLDER = str(tmp_path / "node")
    return tmp_path / "node"


def is_away(*args):
    raise OperationalError("server closed the connection unexpectedly")


def read_code(response):
    soup = read_html(response.content)
    return soup.select_one(".error-code code").text


def test_ict_finds_a_broken_screen_by_its_code_in_two_clicks(
    broken, enter, health_editor, ict_admin, health
):
    broken("wagtailadmin/account/account.html")
    response = enter(health_editor).get(reverse("wagtailadmin_account"))
    assert response.status_code == 500
    code = read_code(response)
    ict = enter(ict_admin)
    state = parse_html(ict.get(reverse("system_state")))
    link = state.find("a", string=code)
    entry = get_text(parse_html(ict.get(link["href"])).find("main"))
    for word in (code, "Biên tập viên", health.code, response["X-Request-Id"], "account.html"):
        assert word in entry


def test_a_list_without_errors_says_so(enter, ict_admin):
    ict = enter(ict_admin)
    assert "Không có lỗi nào chưa xử lý." in ict.get(reverse("errors")).text
    assert "Chưa có lỗi nào được đánh dấu" in ict.get(reverse("errors"), {"xong": ""}).text


def test_what_was_copied_from_a_page_of_an_error_leads_to_its_entry(broken, ask, enter, ict_admin):
    broken("home/accessibility.html")
    response = ask(STATEMENT)
    code, number = read_code(response), response["X-Request-Id"]
    ict = enter(ict_admin)
    spelled = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    for typed in (code, f" {spelled} ", f"Mã lỗi: {code}", number, f"Mã yêu cầu: {number}."):
        found = ict.get(reverse("errors"), {"ma": typed})
        assert found.status_code == 302 and found["Location"].endswith(f"/loi/{code}/"), typed
    for typed in ("0000-0000", "\0 không", "ạ" * 500, "%"):
        assert "Không có lỗi nào" in ict.get(reverse("errors"), {"ma": typed}).text
    # Before it is written.
    later = ict.get(reverse("error_kind", args=["0000-0000"]), follow=True)
    assert later.status_code == 200 and "0000-0000" in later.text


def test_the_code_is_a_link_for_ict_and_for_nobody_else(
    broken, ask, enter, ict_admin, health_editor
):
    broken("wagtailadmin/account/account.html", "home/accessibility.html")
    ict = enter(ict_admin)
    page = read_html(ict.get(reverse("wagtailadmin_account")).content)
    link = page.select_one(".error-code a")
    assert ict.get(link["href"]).status_code == 200
    for response in (enter(health_editor).get(reverse("wagtailadmin_account")), ask(STATEMENT)):
        page = read_html(response.content)
        assert page.select_one(".error-code code") and not page.select(".error-code a")


def test_the_same_place_is_one_kind_on_whichever_website_and_another_place_another(
    broken, ask, later, health, district
):
    broken("home/accessibility.html", "home/site_map.html")
    codes = []
    for agency in (health, district):
        codes.append(read_code(ask(STATEMENT, agency)))
        later(recorder_module.WRITE_SECONDS)
    other = read_code(ask("/so-do/"))
    assert codes[0] == codes[1] != other
    kind = ErrorKind.objects.get(pk=codes[0].replace("-", ""))
    assert kind.count == 2
    assert [*kind.occurrences.values_list("agency", flat=True)] == [district.code, health.code]
    assert kind.places[0].startswith("django/template/")
    assert any("home/accessibility.html:1" in place for place in kind.places)
    assert len(other) == 9 and set(other) - {"-"} <= set(ALPHABET)


def test_a_kind_keeps_its_code_when_the_lines_move_and_the_words_are_others(broken, ask):
    broken("home/accessibility.html")
    first = read_code(ask(f"{STATEMENT}?q=mot"))
    broken("home/accessibility.html", source="\n\n\n{% include 'hai.html' %}")
    assert read_code(ask(STATEMENT)) == first


def test_a_storm_of_errors_is_no_storm_of_writes(broken, ask, later):
    broken("home/accessibility.html")
    ask(STATEMENT)
    with CaptureQueriesContext(connection) as queries:
        for _again in range(30):
            ask(STATEMENT)
    assert not [query["sql"] for query in queries if "ops_error" in query["sql"]]
    later(recorder_module.WRITE_SECONDS)
    # Whatever is asked next writes the rest.
    ask("/healthz")
    kind = ErrorKind.objects.get()
    assert kind.count == 31
    assert sum(kind.occurrences.values_list("count", flat=True)) == 31
    assert kind.occurrences.count() <= rows.MAX_OCCURRENCES


def test_the_rows_are_bounded(broken, ask, later, monkeypatch):
    monkeypatch.setattr(rows, "MAX_OCCURRENCES", 4)
    monkeypatch.setattr(rows, "MAX_KINDS", 2)
    for name, path in (
        ("home/accessibility.html", STATEMENT),
        ("home/site_map.html", "/so-do/"),
        ("home/directory.html", "/co-quan/"),
    ):
        broken(name)
        for _again in range(6):
            code = read_code(ask(path)).replace("-", "")
            later(recorder_module.WRITE_SECONDS)
    assert ErrorKind.objects.count() == 2 and ErrorKind.objects.filter(pk=code).exists()
    assert ErrorKind.objects.get(pk=code).count == 6
    assert ErrorOccurrence.objects.filter(kind=code).count() == 4
    assert ErrorBatch.objects.count() == 1


def test_what_was_changed_is_taken_back_and_the_error_is_noted_all_the_same(
    enter, ict_admin, broken
):
    def fail(instance, **kwargs):
        raise ValueError(instance.title)

    post_save.connect(fail, sender=Incident)
    fields = {"title": "Mất điện", "text": "…", "service": "websites", "since": "2026-12-01 08:00"}
    client = enter(ict_admin)
    try:
        response = client.post(reverse("incidents:add"), fields | {"province": ""})
    finally:
        post_save.disconnect(fail, sender=Incident)
    assert response.status_code == 500 and not Incident.objects.exists()
    kind = ErrorKind.objects.get()
    assert (kind.exception, kind.occurrences.get().method) == ("ValueError", "POST")
    assert "Mất điện" not in serialize("json", [kind, *kind.occurrences.all()])


def test_a_message_of_success_does_not_outlive_what_it_reports(enter, ict_admin, health):
    def fail(request, page, new_page):
        raise ValueError

    client = enter(ict_admin)
    page = health.root_page.get_children().first()
    copy = {"new_title": "Bản sao", "new_slug": "ban-sao", "new_parent_page": health.root_page_id}
    path = reverse("wagtailadmin_pages:copy", args=[page.pk])
    with hooks.register_temporarily("after_copy_page", fail):
        assert client.post(path, copy).status_code == 500
    assert not health.root_page.get_children().filter(slug="ban-sao").exists()
    assert not [*client.get(reverse("wagtailadmin_home")).context["messages"]]
    assert [*client.post(path, copy, follow=True).context["messages"]]


def test_a_script_is_answered_in_json_and_the_error_is_noted(enter, broken, health_editor):
    broken("wagtailadmin/account/account.html")
    response = enter(health_editor).get(
        reverse("wagtailadmin_account"), headers={"accept": "application/json"}
    )
    assert response.status_code == 500
    assert response["Content-Type"] == "application/json" and response.json()["error"]
    assert ErrorOccurrence.objects.get().request == response["X-Request-Id"]


def test_nothing_is_noted_of_what_was_answered_otherwise(ask, health, kept, clock):
    def hinder(execute, sql, *args):
        return is_away() if "wagtailcore_page" in sql else execute(sql, *args)

    ask("/khong-co/")
    assert kept(health, "/so-do/") or kept(health, "/so-do/")
    with connection.execute_wrapper(is_away):
        assert ask("/so-do/").status_code == 200
    database_circuit.close()
    # It could not be drawn anew, and is served as it was.
    clock(timezone.now() + timedelta(hours=2))
    with connection.execute_wrapper(hinder):
        response = ask("/so-do/")
    assert response.status_code == 200 and "Cache-Status" in response
    assert not ErrorKind.objects.exists()
    assert not recorder_module.recorder._waiting.kinds


def test_nothing_personal_is_noted(
    broken, enter, ask, later, health, health_editor, ict_admin, node, caplog
):
    broken("home/feedback/receipt.html", "wagtailadmin/account/account.html")
    name, telephone, address, secret, account = CANARIES
    fields = {
        "stamp": sign_form_token(health),
        "subject": secret,
        "message": f"{name} {telephone}",
        "name": name,
        "telephone": telephone,
        "email": address,
        "agreed": "on",
    }
    client = enter(health_editor)
    client.cookies["than-phan"] = secret
    caplog.set_level("DEBUG", "ops.errors")
    assert ask(f"/gop-y/?ten={secret}", data=fields).status_code == 500
    later(recorder_module.WRITE_SECONDS)
    account_page = reverse("wagtailadmin_account")
    assert client.get(account_page, {"q": f"{name} {secret}"}).status_code == 500
    later(recorder_module.WRITE_SECONDS)
    with connection.execute_wrapper(is_away):
        ask(f"/gop-y/?ten={secret}", data=fields)
    [file] = node.glob("*.json")
    send_error_notifications()
    send_urgent_emails()
    letters = [one for one in mail.outbox if one.to == [ict_admin.email]]
    assert len(letters) == 2
    told = serialize("json", [*ErrorKind.objects.all(), *ErrorOccurrence.objects.all()])
    told += file.read_text() + "".join(one.subject + one.body for one in letters)
    told += "".join(one.message for one in caplog.records if one.name.startswith("ops.errors"))
    for route in ("system_state", "errors"):
        told += enter(ict_admin).get(reverse(route)).text.partition("<main")[2]
    for canary in CANARIES:
        assert canary not in told, canary
    assert [*ErrorOccurrence.objects.values_list("role", flat=True)] == ["editors", ""]


def test_what_is_met_while_the_database_is_away_is_kept_on_the_node_and_handed_in_once(
    broken, ask, later, node, enter, ict_admin
):
    broken("home/accessibility.html")
    ask(STATEMENT)
    later(recorder_module.WRITE_SECONDS)
    with connection.execute_wrapper(is_away):
        response = ask("/so-do/")
        later(recorder_module.WRITE_SECONDS)
        ask("/co-quan/")
    assert response.status_code == 503
    files = [*node.glob("*.json")]
    assert len(files) == 2 and ErrorKind.objects.count() == 1
    copies = {file: file.read_text() for file in files}
    later(recorder_module.PAUSE_SECONDS)
    ask("/healthz")
    assert [*node.glob("*.json")] == []
    away = ErrorKind.objects.exclude(exception__contains="Template").get()
    assert away.count == 2
    assert {one.status for one in away.occurrences.all()} == {503}
    page = enter(ict_admin).get(reverse("error_kind", args=[away.code]))
    assert "Cơ sở dữ liệu không trả lời" in page.text and read_code(response) in page.text
    # As where the process was killed before the files were removed; others have written since.
    ask(STATEMENT)
    for file, text in copies.items():
        file.write_text(text)
    later(recorder_module.PAUSE_SECONDS)
    ask("/healthz")
    assert [*node.glob("*.json")] == []
    away.refresh_from_db()
    assert away.count == 2


def test_what_nobody_can_write_down_waits_in_memory(broken, ask, later):
    """There is no folder, as in development."""
    broken("home/accessibility.html")
    for _again in range(2):
        with connection.execute_wrapper(is_away):
            assert ask(STATEMENT).status_code == 503
        later(recorder_module.WRITE_SECONDS)
    later(recorder_module.PAUSE_SECONDS)
    # What is asked again after a pause, no test shall wait for.
    database_circuit.close()
    ask("/healthz")
    assert ErrorKind.objects.get().count == 2


def test_a_page_of_an_error_that_breaks_itself_hides_no_error(broken, ask):
    broken("home/accessibility.html", "500.html")
    with pytest.raises(TemplateDoesNotExist):
        ask(STATEMENT)
    ask("/healthz")
    kind = ErrorKind.objects.get()
    assert kind.occurrences.get().status == 500
    assert any("accessibility.html" in place for place in kind.places)
    assert not any("500.html" in place for place in kind.places)


class TimedOut(Exception):
    """As psycopg2 says that a statement took too long."""

    pgcode = "57014"


def test_a_screen_that_takes_too_long_is_noted_by_its_place(ask, enter, ict_admin):
    def end(execute, sql, *args):
        if "wagtailcore_page" in sql:
            raise OperationalError("canceling statement") from TimedOut()
        return execute(sql, *args)

    ask("/tinh-trang/")
    with connection.execute_wrapper(end):
        response = ask("/so-do/")
    assert response.status_code == 503
    assert ErrorKind.objects.get().places
    entry = enter(ict_admin).get(reverse("error_kind", args=[read_code(response)]))
    assert "Mất quá nhiều thời gian" in entry.text


def test_it_comes_back_after_a_new_version(broken, ask, later, settings, enter, ict_admin):
    broken("home/accessibility.html")
    settings.BANTIN_VERSION = "1.2.0"
    ask(STATEMENT)
    settings.BANTIN_VERSION = "1.10.0"
    page = reverse("errors")
    assert "Chưa gặp ở phiên bản hiện tại" in enter(ict_admin).get(page).text
    later(recorder_module.WRITE_SECONDS)
    ask(STATEMENT)
    assert "Gặp lại lúc" in enter(ict_admin).get(page).text
    assert "phiên bản 1.10.0" in enter(ict_admin).get(page).text
    returned = ErrorKind.objects.get().returned_at
    # A node that is not upgraded yet says nothing new.
    settings.BANTIN_VERSION = "1.9.0"
    later(recorder_module.WRITE_SECONDS)
    ask(STATEMENT)
    kind = ErrorKind.objects.get()
    assert (kind.returned_at, kind.first_version, kind.last_version) == (
        returned,
        "1.2.0",
        "1.10.0",
    )


def test_what_was_dealt_with_comes_back_when_somebody_meets_it_again(
    broken, ask, later, enter, ict_admin
):
    broken("home/accessibility.html")
    code = read_code(ask(STATEMENT))
    mark_announced(kinds=ErrorKind.objects.all())
    client = enter(ict_admin)
    answer = client.post(reverse("error_handle", args=[code]), follow=True)
    assert "là đã xử lý" in answer.text and code not in get_table(answer)
    assert code in get_table(client.get(reverse("errors"), {"xong": ""}))
    assert code not in get_table(client.get(reverse("system_state")))
    later(recorder_module.WRITE_SECONDS)
    ask(STATEMENT)
    page = client.get(reverse("errors"))
    assert code in get_table(page) and "Gặp lại lúc" in get_table(page)
    assert ErrorKind.objects.unannounced().exists()
    client.post(reverse("error_handle", args=[code]))
    answer = client.post(reverse("error_reopen", args=[code]), follow=True)
    assert "Đã mở lại" in answer.text and code in get_table(client.get(reverse("errors")))


def get_table(response):
    return " ".join(map(get_text, parse_html(response).select(".error-table")))


@pytest.mark.parametrize(
    "person", ["health_editor", "health_moderator", "ict_author", "ict_publisher", "auditor"]
)
def test_it_is_closed_to_everybody_but_ict_administrators(request, broken, ask, enter, person):
    broken("home/accessibility.html")
    code = read_code(ask(STATEMENT))
    client = enter(request.getfixturevalue(person))
    assert client.get(reverse("errors")).status_code == 404
    assert client.get(reverse("error_kind", args=[code])).status_code == 404
    assert client.post(reverse("error_handle", args=[code])).status_code == 404
    assert not ErrorKind.objects.handled().exists()
    assert "Lỗi người dùng gặp" not in client.get(reverse("wagtailadmin_account")).text


def test_marks_are_posted_and_name_a_kind(enter, ict_admin):
    client = enter(ict_admin)
    for route in ("error_handle", "error_reopen"):
        assert client.get(reverse(route, args=["0000-0000"])).status_code == 405
        for code in ("0000-0000", "\0", "x" * 300):
            assert client.post(reverse(route, args=[code])).status_code == 404
    for code in ("\0", "x" * 300):
        assert client.get(reverse("error_kind", args=[code])).status_code in {302, 404}


def test_health_judges_by_what_people_met(broken, ask, later, enter, ict_admin, clock):
    broken("home/accessibility.html")
    client = enter(ict_admin)
    state = reverse("system_state")
    assert "không ai gặp lỗi" in client.get(state).text
    assert read_metric("recent") == read_metric("open") == 0
    code = read_code(ask(STATEMENT))
    assert "1 loại lỗi gặp trong một ngày qua" in client.get(state).text
    assert "1 loại lỗi chưa xử lý" in client.get(reverse("wagtailadmin_home")).text
    for _again in range(2):
        later(recorder_module.WRITE_SECONDS)
        ask(STATEMENT)
    part = parse_html(client.get(state)).select_one(f'.system-part--problem:has(a[href*="{code}"])')
    assert "3 lỗi trong 20 phút, cùng một chỗ" in part.text and code in part.text
    assert (read_metric("recent"), read_metric("open")) == (3, 1)
    [line] = ask_doctor("errors")
    assert line.level == "FAILED" and code in line.text and code in line.further
    client.post(reverse("error_handle", args=[code]))
    assert "không ai gặp lỗi" in client.get(state).text and read_metric("recent") == 0
    client.post(reverse("error_reopen", args=[code]))
    clock(timezone.now() + timedelta(minutes=21))
    assert "1 loại lỗi gặp trong một ngày qua" in client.get(state).text
    assert [line.level for line in ask_doctor("errors")] == ["warning"]
    clock(timezone.now() + timedelta(hours=24))
    assert "không ai gặp lỗi" in client.get(state).text
    assert [line.level for line in ask_doctor("errors")] == ["ok"]


def read_metric(state):
    text = Client().get("/metrics").text
    return float(re.search(rf'bantin_errors{{state="{state}"}} (\S+)', text)[1])


def test_the_doctor_looks_whether_errors_can_be_kept_on_the_node(node):
    [line] = ask_doctor("folder of errors")
    assert line.level == "FAILED" and str(node) in line.text
    node.mkdir()
    assert [line.level for line in ask_doctor("folder of errors")] == ["ok"]


def test_errors_are_forgotten_after_a_month(broken, ask, clock):
    broken("home/accessibility.html")
    ask(STATEMENT)
    clock(timezone.now() + timedelta(days=29))
    delete_old_data()
    assert ErrorKind.objects.exists() and ErrorOccurrence.objects.exists()
    clock(timezone.now() + timedelta(days=2))
    delete_old_data()
    for model in (ErrorKind, ErrorOccurrence, ErrorBatch):
        assert not model.objects.exists()
