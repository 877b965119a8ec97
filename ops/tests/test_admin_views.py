import re
from datetime import timedelta
from smtplib import SMTPAuthenticationError
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult

from ops.jobs.queue import WorkerKilled
from ops.jobs.schedule import MAX_ATTEMPTS, list_periodic_tasks
from ops.jobs.tasks import list_queued_tasks
from ops.models import Worker
from ops.tests.factories import create_periodic_task_run, create_worker
from ops.tests.sample_tasks import write, write_and_fail, written
from tests.html import get_text, parse_html

SCREEN = "/admin/viec-nen/"
DASHBOARD = "/admin/"


@pytest.fixture
def dead(db):
    """A task that was given up, after ever so many attempts."""
    write_and_fail.enqueue("một")
    row = DBTaskResult.objects.get()
    for _ in range(MAX_ATTEMPTS):
        row.claim("may-1-1")
    row.set_failed(ValueError("Máy chủ thư\ntừ chối"))
    return row


@pytest.fixture
def runner(db):
    return create_worker()


def test_what_was_given_up_is_told_in_words_without_names_of_the_program(
    sign_in, ict_admin, dead, runner
):
    response = sign_in(ict_admin).get(SCREEN)
    page = response.text
    assert "Viết rồi hỏng" in page and "dòng một" in page
    assert "Lỗi trong chương trình" in page and str(dead.pk)[:8] in page
    assert f"sau {MAX_ATTEMPTS} lần thử" in page
    main = get_text(parse_html(response).find("main"))
    assert not re.search(r"[A-Za-z]+Error|Traceback|[a-z]+_[a-z]+|[a-z]+\.[a-z]+\.[a-z]+", main)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (SMTPAuthenticationError(535, b"no"), "không nhận tên hoặc mật khẩu"),
        (ConnectionRefusedError("no"), "Không kết nối được tới máy chủ"),
        (WorkerKilled("no"), "bị dừng giữa chừng"),
    ],
)
def test_a_known_reason_is_told(sign_in, ict_admin, dead, error, words):
    dead.set_failed(error)
    assert words in sign_in(ict_admin).get(SCREEN).text


def test_what_this_version_does_not_know_can_only_be_discarded(sign_in, ict_admin, dead):
    DBTaskResult.objects.update(task_path="ops.jobs.tasks.of_another_version")
    client = sign_in(ict_admin)
    page = client.get(SCREEN).text
    assert "không còn việc này" in page and "lam-lai" not in page
    assert "không còn việc này" in client.post(f"{SCREEN}{dead.pk}/lam-lai/", follow=True).text
    assert DBTaskResult.objects.get().status == "FAILED"


def test_every_task_has_a_name_in_vietnamese(db):
    nameless = []
    for one in [*list_queued_tasks(), *list_periodic_tasks()]:
        with override("en"):
            english = str(one.label)
        function = getattr(one, "func", None) or one.work
        if ".tests." not in function.__module__ and (not english or str(one.label) == english):
            nameless.append(one.name)
    assert nameless == []


def test_what_is_tried_again_by_itself_is_only_counted(sign_in, ict_admin, dead):
    write.enqueue("hai")
    DBTaskResult.objects.filter(pk=dead.pk).update(status="READY")
    page = sign_in(ict_admin).get(SCREEN).text
    assert "2 việc đang chờ." in page
    assert "1 việc trong đó đã lỗi" in page
    assert "sẽ thử lại lúc" in page and f"{MAX_ATTEMPTS} lần thử" in page


def test_an_administrator_has_it_done_again_with_all_its_attempts(sign_in, ict_admin, dead):
    DBTaskResult.objects.update(task_path=write.module_path)
    page = sign_in(ict_admin).post(f"{SCREEN}{dead.pk}/lam-lai/", follow=True).text
    assert "sẽ được làm lại" in page
    row = DBTaskResult.objects.get()
    assert (row.status, row.worker_ids) == ("READY", [])
    call_command("run_jobs", "--once")
    assert written() == ["một"]


def test_an_administrator_discards_it(sign_in, ict_admin, dead):
    assert "Đã bỏ" in sign_in(ict_admin).post(f"{SCREEN}{dead.pk}/bo/", follow=True).text
    assert not DBTaskResult.objects.exists()


@pytest.mark.parametrize("act", ["lam-lai", "bo"])
def test_nothing_but_what_was_given_up_can_be_done_again_or_discarded(sign_in, ict_admin, act):
    result = write.enqueue("một")
    client = sign_in(ict_admin)
    assert client.post(f"{SCREEN}{result.id}/{act}/").status_code == 404
    assert client.post(f"{SCREEN}{uuid4()}/{act}/").status_code == 404
    assert client.get(f"{SCREEN}{result.id}/{act}/").status_code == 405
    assert DBTaskResult.objects.get().status == "READY"


@pytest.mark.parametrize(
    "person", ["health_editor", "health_moderator", "ict_author", "ict_publisher", "auditor"]
)
def test_it_is_closed_to_everybody_but_ict_administrators(request, sign_in, dead, person):
    client = sign_in(request.getfixturevalue(person))
    assert client.get(SCREEN).status_code == 404
    assert client.post(f"{SCREEN}{dead.pk}/bo/").status_code == 404
    assert DBTaskResult.objects.exists()
    assert "Việc nền" not in client.get(DASHBOARD).text


def test_who_works_and_what_comes_again_is_shown(sign_in, ict_admin, runner):
    task = write.enqueue("một")
    DBTaskResult.objects.get(pk=task.id).claim(runner.pk)
    create_periodic_task_run(
        "ops.tasks.delete_old_data", due_at=timezone.now(), failures=2, error="ValueError: Hỏng"
    )
    create_periodic_task_run("ops.tasks.gone", due_at=timezone.now())
    page = sign_in(ict_admin).get(SCREEN).text
    assert "may-1-1" in page
    assert "Viết một dòng" in page and "đang làm từ" in page
    assert "Lỗi 2 lần: Lỗi trong chương trình" in page
    assert "Xóa những gì đã quá hạn lưu" in page
    assert "Việc khác" not in page


def test_where_nobody_works_the_screen_says_since_when(sign_in, ict_admin):
    for number, days in enumerate((3, 2)):
        create_worker(f"may-{number}", timezone.now() - timedelta(days=days))
    last = timezone.localtime(Worker.objects.get(id="may-1").expires_at)
    assert f"{last:%H:%M}" in sign_in(ict_admin).get(SCREEN).text
    assert f"{last:%d/%m/%Y}" in sign_in(ict_admin).get(SCREEN).text


def test_the_dashboard_tells_ict_that_nobody_works(sign_in, ict_admin):
    words = "Chưa có tiến trình nào làm việc nền"
    client = sign_in(ict_admin)
    assert words in client.get(DASHBOARD).text
    create_worker()
    assert words not in client.get(DASHBOARD).text


def test_the_dashboard_tells_ict_what_was_given_up_or_fails_again_and_again(
    sign_in, ict_admin, dead, runner
):
    create_periodic_task_run(
        "ops.tasks.delete_old_data", due_at=timezone.now(), failures=MAX_ATTEMPTS
    )
    assert "2 việc nền không làm được" in sign_in(ict_admin).get(DASHBOARD).text


def test_old_results_and_runners_are_forgotten(dead, runner, clock):
    call_command("run_jobs", "--once")
    write.enqueue("hai")
    call_command("run_jobs", "--once")
    clock(timezone.now() + timedelta(days=20))
    call_command("run_jobs", "--once")
    # What was given up is kept for longer: somebody may still ask after it.
    assert DBTaskResult.objects.get(task_path=write_and_fail.module_path) == dead
    assert Worker.objects.count() == 1
