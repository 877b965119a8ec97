"""An article goes public and off again at the times of its form: the job loop does it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from wagtail.models import Revision

from content.tests.fixed_versions import as_before
from desk.tests.html import list_rows
from home.models import NewsPage
from home.tests.factories import get_add_path, get_edit_path, make_article_form, publish_news
from members.tests.approval import PUBLISH, SUBMIT, decide
from ops.models import PeriodicTaskRun
from search.tests.client import list_hit_urls
from sites.services.archiving import archive_agency
from tests.html import get_text, parse_html

pytestmark = pytest.mark.django_db
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MINUTE = timedelta(minutes=1)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


MORNING = at("2030-03-20T07:59:30")
TIMES = {"go_live_at": "20/03/2030 08:00", "expire_at": "21/03/2030 17:00"}


@pytest.fixture
def run_jobs(clock):
    """The job loop at a moment, for the pages alone."""

    def run(moment):
        clock(moment)
        call_command("run_jobs", "--once")

    return run


@pytest.fixture
def moderator(sign_in, health_moderator, clock):
    clock(MORNING - timedelta(days=1))
    return sign_in(health_moderator)


def publish(client, agency, title="Họp dân", **fields):
    response = client.post(get_add_path(agency), make_article_form(title, **fields) | PUBLISH)
    assert response.status_code == 302
    return NewsPage.objects.get(draft_title=title)


def test_an_article_comes_and_goes_at_the_vietnamese_times_of_its_form(
    moderator, health, visit, kept, run_jobs
):
    publish(moderator, health, **TIMES)
    path = "/tin-tuc/hop-dan/"
    [row] = list_rows(moderator.get("/admin/tin-tuc/"))
    assert "hẹn đăng 08:00, 20/03/2030" in row
    visit(health, "/tin-tuc/")
    assert kept(health, "/tin-tuc/")
    run_jobs(MORNING)
    assert visit(health, path).status_code == 404
    run_jobs(MORNING + MINUTE)
    assert visit(health, path).status_code == 200
    assert "Họp dân" in visit(health, "/tin-tuc/").text
    assert list_hit_urls(visit, health, "hop dan") == [path]
    [row] = list_rows(moderator.get("/admin/tin-tuc/"))
    assert "đang hiển thị, hết hạn lúc 17:00, 21/03/2030" in row
    run_jobs(at("2030-03-21T16:59:59"))
    assert visit(health, path).status_code == 200
    run_jobs(at("2030-03-21T17:01"))
    assert visit(health, path).status_code == 404
    assert "Họp dân" not in visit(health, "/tin-tuc/").text
    assert list_hit_urls(visit, health, "hop dan") == []
    [row] = list_rows(moderator.get("/admin/tin-tuc/"))
    assert "đã hết hạn lúc 17:00, 21/03/2030" in row


def test_an_approved_page_waits_for_its_time(
    sign_in, moderator, health_editor, health, visit, run_jobs
):
    editor = sign_in(health_editor)
    editor.post(get_add_path(health), make_article_form("Họp dân", **TIMES) | SUBMIT)
    page = NewsPage.objects.get(draft_title="Họp dân")
    [row] = list_rows(editor.get("/admin/tin-tuc/"))
    assert "chờ duyệt, đăng lúc 08:00, 20/03/2030" in row
    decide(moderator, page, "approve")
    assert visit(health, "/tin-tuc/hop-dan/").status_code == 404
    [row] = list_rows(editor.get("/admin/tin-tuc/?state=scheduled"))
    assert "hẹn đăng 08:00, 20/03/2030" in row
    run_jobs(MORNING + MINUTE)
    assert visit(health, "/tin-tuc/hop-dan/").status_code == 200


def test_what_nobody_has_approved_does_not_go_public_by_the_clock(
    sign_in, moderator, health_editor, health, visit, run_jobs
):
    form = make_article_form("Họp dân", **TIMES)
    sign_in(health_editor).post(get_add_path(health), form | SUBMIT | PUBLISH)
    run_jobs(MORNING + MINUTE)
    assert visit(health, "/tin-tuc/hop-dan/").status_code == 404


def test_a_change_of_a_public_page_waits_while_the_former_text_stays(
    moderator, health, visit, run_jobs
):
    page = publish_news(health, "Cũ", slug="tin")
    form = make_article_form("Mới", slug="tin", go_live_at=TIMES["go_live_at"])
    moderator.post(get_edit_path(page), form | PUBLISH)
    [row] = list_rows(moderator.get("/admin/tin-tuc/"))
    assert "hẹn đăng 08:00, 20/03/2030 (đang hiển thị bản cũ)" in row
    assert "Cũ" in visit(health, "/tin-tuc/tin/").text
    run_jobs(MORNING + MINUTE)
    assert "Mới" in visit(health, "/tin-tuc/tin/").text


def test_one_page_that_is_refused_does_not_hold_up_the_others(
    moderator, health, visit, run_jobs, caplog
):
    broken = publish(moderator, health, "Hỏng", go_live_at=TIMES["go_live_at"])
    publish(moderator, health, "Lành", go_live_at="20/03/2030 08:00")
    revision = Revision.objects.exclude(approved_go_live_at=None).get(object_id=str(broken.pk))
    revision.content["title"] = ""
    with as_before():
        revision.save()
    run_jobs(MORNING + MINUTE)
    assert visit(health, "/tin-tuc/lanh/").status_code == 200
    assert visit(health, "/tin-tuc/hong/").status_code == 404
    run = PeriodicTaskRun.objects.get(name="home.tasks.publish_scheduled_pages")
    assert run.failures == 1 and "Refused: 1" in run.error


def test_nothing_happens_by_the_clock_on_the_website_of_a_unit_that_has_ended(
    moderator, health, visit, run_jobs, today
):
    publish(moderator, health, "Sẽ đăng", go_live_at=TIMES["go_live_at"])
    publish(moderator, health, "Sẽ gỡ", expire_at=TIMES["expire_at"])
    archive_agency(agency=health, successors=[], ended_on=today, by=None)
    run_jobs(at("2030-03-22T00:00"))
    assert visit(health, "/tin-tuc/se-dang/").status_code == 404
    assert visit(health, "/tin-tuc/se-go/").status_code == 200


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ({"go_live_at": "18/03/2030 08:00"}, "Chọn một thời điểm sắp tới"),
        ({"expire_at": "18/03/2030 08:00"}, "phải ở tương lai"),
        (
            {"go_live_at": "22/03/2030 08:00", "expire_at": "21/03/2030 08:00"},
            "trước ngày giờ hết hạn",
        ),
        ({"go_live_at": "20/13/2030"}, "Nhập"),
    ],
)
def test_times_that_make_no_sense_are_refused_in_words(moderator, health, times, said):
    response = moderator.post(get_add_path(health), make_article_form(**times) | PUBLISH)
    errors = parse_html(response).select(".page-schedule .error-message, .w-field__errors")
    assert said in " ".join(map(get_text, errors))
    assert not NewsPage.objects.exists()


def test_a_time_that_has_come_is_not_asked_for_again(moderator, health, run_jobs):
    page = publish(moderator, health, **TIMES)
    run_jobs(at("2030-03-21T17:01"))
    form = parse_html(moderator.get(get_edit_path(page)))
    assert [form.find(id=f"id_{name}").get("value") for name in TIMES] == [None, None]
    assert (
        moderator.post(get_edit_path(page), make_article_form("Lại") | PUBLISH).status_code == 302
    )
    page.refresh_from_db()
    assert (page.live, page.expire_at) == (True, None)
