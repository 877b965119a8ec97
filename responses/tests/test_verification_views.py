"""The count of one bulletin, the list of everything, and who sees them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bulletins.services import lifecycle
from bulletins.tests.factories import create_draft, publish_bulletin
from responses.models import DisplayRun
from responses.tasks import verify_all, verify_bulletin
from sites.models import HostCheck
from sites.tests.factories import create_host_check
from tests.html import read_html
from tests.servers import make_static_app, serve, serve_bantin

EVERYTHING = "/admin/hien-thi/"


@pytest.fixture
def read(settings):
    """Read a bulletin on all websites; an application may answer in their place."""

    def verified(bulletin, app=None):
        with serve(app) if app else serve_bantin() as settings.VERIFY_ADDRESS:
            verify_bulletin.call(bulletin.pk)

    return verified


@pytest.fixture
def publisher(sign_in, ict_publisher):
    return sign_in(ict_publisher)


def steering(bulletin):
    return f"/admin/dieu-hanh/{bulletin.pk}/"


def part(client, bulletin):
    """The part of the steering page about the websites; the same as it is fetched alone."""
    page = client.get(steering(bulletin)).text
    [section] = read_html(page).select(".air-display")
    alone = read_html(client.get(section["data-display"]).text)
    assert alone.select_one(".air-count").text == section.select_one(".air-count").text
    return section


def test_publishing_begins_a_count_that_ends_with_every_website(db, publisher, read):
    bulletin = publish_bulletin("Lũ")
    section = part(publisher, bulletin)
    assert section.select_one(".air-count").text == "0/3 đang hiển thị"
    assert section.has_attr("data-waiting") and not section.select("button")
    read(bulletin)
    section = part(publisher, bulletin)
    assert section.select_one(".air-count").text == "3/3 đang hiển thị"
    assert not section.has_attr("data-waiting")
    progress = section.select_one("progress")
    assert (progress["value"], progress["max"]) == ("3", "3")


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lifecycle.end_bulletin, "3/3 đã báo hết hiệu lực"),
        (lambda **one: lifecycle.withdraw_bulletin(reason="Nhầm.", **one), "3/3 đã báo thu hồi"),
        (lambda bulletin, by: bulletin.unpublish(user=by), "3/3 không hiển thị"),
    ],
)
def test_what_is_over_is_counted_as_such(db, publisher, ict_publisher, read, act, words):
    bulletin = publish_bulletin("Lũ")
    act(bulletin=bulletin, by=ict_publisher)
    read(bulletin)
    assert part(publisher, bulletin).select_one(".air-count").text.startswith(words)


def test_websites_that_fail_are_named_with_reason_and_advice(db, publisher, read, health):
    bulletin = publish_bulletin("Lũ", audience=[health.own_code])
    read(bulletin, make_static_app("421 Misdirected Request"))
    section = part(publisher, bulletin)
    assert section.select_one(".air-count").text == "0/1 đang hiển thị"
    [problem] = section.select(".air-problem")
    assert problem.a["href"] == f"{health.root_url}/ban-tin/lu/"
    assert "Máy chủ không nhận tên miền này." in problem.text
    assert "Hãy xem trong mục Đơn vị" in problem.text


def test_checking_again_puts_the_question_into_the_queue(db, publisher, read):
    bulletin = publish_bulletin("Lũ")
    read(bulletin)
    [form] = part(publisher, bulletin).select("form")
    asked = DisplayRun.objects.get().asked_at
    answer = publisher.post(form["action"])
    assert (answer.status_code, answer["Location"]) == (302, steering(bulletin))
    assert DisplayRun.objects.get().asked_at > asked
    assert part(publisher, bulletin).has_attr("data-waiting")


def test_what_is_asked_and_not_done_is_said(db, publisher, clock):
    bulletin = publish_bulletin("Lũ")
    clock(timezone.now() + timedelta(minutes=11))
    section = part(publisher, bulletin)
    assert "chưa kiểm tra xong" in section.text
    assert section.select("button")


def test_a_draft_that_was_never_public_has_no_count(db, publisher):
    assert "air-display" not in publisher.get(steering(create_draft("Nháp"))).text


def test_everything_that_is_wrong_is_on_one_page_and_on_the_dashboard(
    db, publisher, settings, health
):
    assert "Chưa kiểm tra lần nào." in publisher.get(EVERYTHING).text
    first, second = publish_bulletin("Lũ"), publish_bulletin("Sạt lở", audience=[health.own_code])
    with serve(make_static_app("502 Bad Gateway")) as settings.VERIFY_ADDRESS:
        verify_all.call()
    soup = read_html(publisher.get(EVERYTHING).text)
    *names, bulletins = soup.select(".air-problem")
    assert len(names) == len(bulletins.select(":scope > ul > li")) == 3
    # One reason for both bulletins on all websites.
    assert "Máy chủ báo lỗi." in bulletins.text
    of_health = next(one for one in bulletins.select(":scope > ul > li") if health.name in one.text)
    assert [link.text for link in of_health.select(":scope > ul a")] == [str(first), str(second)]
    assert "3 trang không hiển thị đúng" in publisher.get("/admin/").text
    HostCheck.objects.all().delete()
    assert "3 trang không hiển thị đúng" in publisher.get(EVERYTHING).text
    with serve_bantin() as settings.VERIFY_ADDRESS:
        verify_all.call()
    assert "Tất cả các trang đều hiển thị đúng." in publisher.get(EVERYTHING).text
    assert "không hiển thị đúng" not in publisher.get("/admin/").text


def test_a_certificate_that_ends_soon_is_told_before_readers_are_warned(db, publisher, health):
    create_host_check(
        health,
        hostname=health.site.hostname,
        checked_at=timezone.now(),
        failure="ok",
        certificate_until=timezone.now() + timedelta(days=20),
    )
    publish_bulletin("Lũ")
    assert "1 trang không hiển thị đúng" in publisher.get("/admin/").text


def test_asking_for_everything_says_when_to_look_again(db, publisher):
    page = publisher.post(EVERYTHING, follow=True)
    assert "Vài phút nữa hãy xem lại trang này." in page.text


def test_members_of_units_see_none_of_it(db, sign_in, health_moderator, translator):
    bulletin = publish_bulletin("Lũ")
    for person in (health_moderator, translator):
        client = sign_in(person)
        for path in (EVERYTHING, f"{steering(bulletin)}hien-thi/"):
            assert client.get(path).status_code != 200
            assert client.post(path).status_code in {302, 403, 404}
    assert "không hiển thị đúng" not in sign_in(health_moderator).get("/admin/").text
