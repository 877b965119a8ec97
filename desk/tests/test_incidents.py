from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone, translation

from ops.admin.system_state import SystemStateView
from ops.models import BackupKind, Incident, Service
from ops.services.backup_records import record_run
from ops.tests.factories import create_worker
from sites.models import Failure, HostCheck, Kind
from sites.services.provisioning import provision_agency
from sites.tasks import check_publications
from sites.tests.factories import open_in_english
from tests.html import parse_html
from tests.processes import call_in_thread

pytestmark = pytest.mark.django_db

PATH = "/tinh-trang/"


def make_incident(title, **fields):
    return Incident.objects.create(
        **{"title": title, "text": "Xin gọi điện.", "since": timezone.now()} | fields
    )


def read_page(response):
    assert response.status_code == 200
    return parse_html(response).main.get_text(" ", strip=True)


def test_the_ict_department_writes_an_incident_and_citizens_read_it(
    sign_in, ict_admin, visit, province
):
    client = sign_in(ict_admin)
    form = {
        "title": "Thư đến muộn", "text": "Nhà mạng bảo trì.", "service": Service.MAIL,
        "since": "2026-11-28 08:00", "until": "", "province": province.code,
        "title_en": "Mail is late", "text_en": "The provider does maintenance.",
    }  # fmt: skip
    assert client.post(reverse("incidents:add"), form).status_code == 302
    [incident] = Incident.objects.all()
    assert incident.province == province.code
    assert "Thư đến muộn" in client.get(reverse("incidents:index")).content.decode()
    text = read_page(visit(province, PATH))
    assert "Nhà mạng bảo trì." in text and "Mail is late" not in text
    wrong = client.post(
        reverse("incidents:edit", args=[incident.pk]), form | {"until": "2026-11-27 08:00"}
    )
    with translation.override("vi"):
        assert "Lúc kết thúc phải sau lúc bắt đầu." in wrong.content.decode()
    form["until"] = "2026-11-28 09:00"
    client.post(reverse("incidents:edit", args=[incident.pk]), form)
    assert not Incident.objects.current().exists()


def test_nobody_else_writes_incidents_or_sees_the_state_of_the_system(
    sign_in, ict_author, health_editor, health_moderator, district_editor, outsider, anonymous
):
    incident = make_incident("Chậm")
    places = [
        reverse("system_state"),
        reverse("errors"),
        reverse("incidents:index"),
        reverse("incidents:add"),
        reverse("incidents:edit", args=[incident.pk]),
        reverse("incidents:delete", args=[incident.pk]),
    ]
    people = (ict_author, health_editor, health_moderator, district_editor, outsider)
    for person in people:
        client = sign_in(person)
        for place in places:
            # As the page about background work, which is the ICT administrators' as well.
            expected = client.get(reverse("jobs")).status_code
            assert client.get(place).status_code == expected != 200, (person, place)
            assert client.post(place, {"title": "A"}).status_code != 200
    for place in places:
        assert anonymous(settings.ADMIN_HOST).get(place).status_code == 302
    assert [*Incident.objects.values_list("title", flat=True)] == ["Chậm"]


def test_the_page_of_the_services_says_in_words_what_works(visit, province, health, clock):
    now = timezone.now()
    create_worker(lease=timedelta(days=1))
    text = read_page(visit(province, PATH))
    assert "Gián đoạn" not in text and text.count("Hoạt động") == 3
    HostCheck.objects.create(
        hostname="a.example", agency=health, checked_at=now, failure=Failure.TIMEOUT
    )
    assert "1 trong 1 địa chỉ không truy cập được" in read_page(visit(province, PATH))
    # Nobody at work, which is seen once what was measured is over.
    cache.clear()
    clock(now + timedelta(days=2))
    assert read_page(visit(province, PATH)).count("Gián đoạn") == 3


def test_incidents_stand_there_while_they_last_and_for_ninety_days(visit, province, clock):
    now = timezone.now()
    other = provision_agency(
        code="thai-nguyen", kind=Kind.PROVINCE, name_vi="Tỉnh Thái Nguyên",
        host=f"thai-nguyen.{settings.BASE_DOMAIN}",
    )  # fmt: skip
    make_incident("Của tỉnh kia", province=other.code)
    make_incident("Sẽ đến", since=now + timedelta(days=1))
    make_incident("Đang có", service=Service.PUBLICATION)
    make_incident("Đã qua", since=now - timedelta(days=80), until=now - timedelta(days=79))
    make_incident("Đã lâu", since=now - timedelta(days=99), until=now - timedelta(days=91))
    text = read_page(visit(province, PATH))
    for title in ("Đang có", "Đã qua"):
        assert title in text
    for title in ("Của tỉnh kia", "Sẽ đến", "Đã lâu"):
        assert title not in text
    assert "Đang có sự cố; xem bên dưới." in text
    assert "Của tỉnh kia" in read_page(visit(other, PATH))


def test_english_says_the_same_and_marks_what_is_vietnamese(visit, province):
    open_in_english(province)
    make_incident("Có hai thứ tiếng", title_en="In two languages", text_en="Please call.")
    make_incident("Chỉ tiếng Việt")
    page = parse_html(visit(province, "/en/tinh-trang/"))
    text = page.main.get_text(" ", strip=True)
    assert "In two languages" in text and "Có hai thứ tiếng" not in text
    [heading] = [one for one in page.select("h3") if one.text == "Chỉ tiếng Việt"]
    assert heading["lang"] == "vi"


def test_a_units_website_leads_to_that_of_its_province(visit, health, province):
    answer = visit(health, PATH)
    assert (answer.status_code, answer.url) == (302, province.root_url + PATH)
    assert 'href="/tinh-trang/"' in visit(province, "/").content.decode()


def test_the_state_of_the_system_says_what_is_wrong_and_what_to_do(sign_in, ict_admin, health):
    client = sign_in(ict_admin)
    page = parse_html(client.get(reverse("system_state")))
    text = page.get_text(" ", strip=True)
    # Nobody works, and there has been no backup yet: first what does not work.
    assert "Nhờ người quản trị máy chủ khởi động run_jobs." in text
    assert page.select_one(".system-parts li")["class"][-1] == "system-part--problem"
    assert f"Bantin {settings.BANTIN_VERSION}" in text
    create_worker()
    check_publications()
    record_run("backup", True, file="/var/backups/dem.bantin", size=2048)
    record_run("verification", True)
    HostCheck.objects.create(
        hostname="a.example", agency=health, checked_at=timezone.now(), failure=Failure.NONE,
        certificate_until=timezone.now() + timedelta(days=200),
    )  # fmt: skip
    page = parse_html(client.get(reverse("system_state")))
    assert "Mọi thứ đều ổn." in page.get_text(" ", strip=True)
    assert "dem.bantin" in page.text and not page.select(".system-part--problem")
    record_run("backup", False, problem="No space left on device")
    page = parse_html(client.get(reverse("system_state")))
    assert "No space left on device" in page.select_one(".system-part--problem").text
    menu = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("system_state") in menu and page.select_one(
        f'a[href="{reverse("incidents:index")}"]'
    )


if connection.vendor == "postgresql":

    def test_the_state_of_the_system_is_told_while_tables_are_locked(settings):
        # Nothing else ends the waiting.
        settings.DATABASE_SECONDS = settings.DATABASE_SECONDS | {"command": 0}

        def read():
            view = SystemStateView()
            view.setup(RequestFactory().get("/"))
            return view.get_context_data()

        with ThreadPoolExecutor(1) as threads, transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE ops_backuprecord, ops_incident")
            told = threads.submit(call_in_thread, read).result(timeout=120)
            # Gives the tables back.
            transaction.set_rollback(True)
        assert BackupKind.BACKUP.label in [str(check.label) for check, _result in told["worst"]]
        assert told["incidents"] is None and len(told["fine"]) >= 3
