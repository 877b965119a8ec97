"""The page before the point of no return: what it shows is what the button does."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from bulletins.models import Bulletin, BulletinAttachment
from bulletins.tests.factories import (
    ADMIN,
    create_draft,
    get_edit_path,
    make_bulletin_form,
    press_publish,
    publish_bulletin,
    publish_emergency,
    translate,
)
from content.models import CustomDocument
from content.tests.factories import create_document
from members.tests.approval import PUBLISH, decide, get_shown_version
from sites.models import Kind
from sites.tests.factories import create_agency, open_in_english
from tests.html import get_text, parse_html

pytestmark = pytest.mark.django_db

SOME = {"addressees-scope": "some"}


@pytest.fixture
def publisher(sign_in, ict_publisher):
    return sign_in(ict_publisher)


def get_path(bulletin):
    return f"/admin/dieu-hanh/{bulletin.pk}/dang/"


def read(client, path):
    """The words of a screen, and its context."""
    answer = client.get(path)
    return " ".join(answer.content.decode().split()), answer.context


def test_an_officer_publishes_to_all_districts_but_one(publisher, visit, health, district):
    upland = create_agency("huyen-pac-nam", Kind.DISTRICT)
    form = make_bulletin_form(
        title="Rét đậm",
        source=health.pk,
        confirm_by=f"{timezone.localtime() + timedelta(days=1):%d/%m/%Y %H:%M}",
    )
    chosen = {"addressees-code": "kind:district", "addressees-except": district.own_code}
    answer = publisher.post(f"{ADMIN}add/", form | SOME | chosen | PUBLISH)
    bulletin = Bulletin.objects.get()
    assert answer.url == get_path(bulletin) and not bulletin.live
    page, context = read(publisher, answer.url)
    assert context["plan"].reach.names == [upland.name]
    for words in (
        "1 trang web sẽ hiển thị bản tin này ngay",
        "Sở Y tế",
        "Xác nhận trước",
        "Đăng lên 1 trang web",
    ):
        assert words in page
    done = publisher.get(press_publish(publisher, answer).url)
    page = " ".join(done.content.decode().split())
    assert "“Rét đậm” đã đăng lên 1 trang web." in page
    assert done.request["PATH_INFO"] == f"/admin/dieu-hanh/{bulletin.pk}/"
    way = parse_html(done).find("a", href=f"{upland.root_url}/ban-tin/ret-dam/")
    assert (get_text(way), way["target"]) == ("Xem trên trang web", "_blank")
    assert f"/admin/kenh-phat/{bulletin.pk}/" in page
    shown = [visit(unit, "/ban-tin/ret-dam/").status_code for unit in (upland, district, health)]
    assert shown == [200, 404, 404]


@pytest.mark.parametrize(
    ("audience", "words"),
    [(["all"], "Tất cả các đơn vị"), (["kind:district"], "Các huyện"), ([], "Chưa có đơn vị nào")],
)
def test_the_first_line_says_for_whom_and_leads_to_the_field_that_changes_it(
    publisher, health, audience, words
):
    draft = create_draft("Mất điện", source=health, audience=audience)
    [line] = parse_html(publisher.get(get_path(draft))).select(".air > .air-audience")
    assert line.find_previous_siblings() == []
    assert words in line.text
    assert line.a["href"] == f"{get_edit_path(draft)}#:w:contentpath=addressees"


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"source": None}, "source", "cơ quan ban hành"),
        ({"audience": []}, "addressees", "Không trang web nào"),
        ({"valid_until": timedelta(hours=-1)}, "valid_until", "đã qua"),
        ({"body": []}, "body", "không còn nữa"),
        ({"title": "Mất điện [giờ]", "summary": "Mất điện."}, "title", "[giờ]"),
    ],
)
def test_what_stands_in_the_way_is_said_with_the_way_to_its_field(
    publisher, health, fields, field, words
):
    given = {"source": health, "slug": "mat-dien", "title": "Mất điện"} | fields
    if "valid_until" in fields:
        given["valid_until"] = timezone.now() + fields["valid_until"]
    if "body" in fields:
        file = create_document()
        given["body"] = [("file", {"document": file, "caption": "Lịch"})]
    draft = create_draft(**given)
    if "body" in fields:
        CustomDocument.objects.filter(pk=file.pk).update(binned_at=timezone.now())
    page, context = read(publisher, get_path(draft))
    [(obstacle, url)] = context["obstacles"]
    assert words in obstacle.text
    assert url == f"{get_edit_path(draft)}#:w:contentpath={field}" and url in page
    assert "Đăng lên" not in page
    publisher.post(get_path(draft), get_shown_version(draft))
    assert not Bulletin.objects.get().live


def test_a_withdrawn_bulletin_is_led_to_where_it_is_brought_back(publisher, health):
    bulletin = publish_bulletin("Nhầm", source=health)
    path = f"/admin/dieu-hanh/{bulletin.pk}"
    publisher.post(f"{path}/go-bo/", {"reason": "Sai ngày."})
    page, _context = read(publisher, get_path(bulletin))
    assert f"{path}/mang-lai/" in page and "Đăng lên" not in page


def test_what_has_expired_in_public_can_still_be_corrected(publisher, health):
    bulletin = publish_bulletin("Cũ", source=health, valid_until=timezone.now())
    bulletin.summary = "Đúng hơn."
    bulletin.save_revision()
    assert read(publisher, get_path(bulletin))[1]["obstacles"] == []


def test_what_somebody_changed_meanwhile_is_not_published_and_the_person_is_named(
    publisher, ict_admin, health
):
    draft = create_draft("Rét", source=health)
    seen = get_shown_version(draft)
    draft.title = "Rét hại"
    draft.save_revision(user=ict_admin)
    answer = publisher.post(get_path(draft), seen, follow=True)
    assert "ict-admin vừa sửa bản tin này" in answer.content.decode()
    assert "Rét hại" in answer.content.decode() and not Bulletin.objects.get().live


def test_what_its_author_saved_over_meanwhile_is_not_published(
    sign_in, publisher, ict_author, health
):
    author = sign_in(ict_author)
    form = make_bulletin_form(title="Rét", source=health.pk)
    author.post(f"{ADMIN}add/", form | {"action-save": "1"})
    draft = Bulletin.objects.get()
    screen = read(publisher, get_path(draft))[1]["form"]
    seen = {field.name: field.value() or "" for field in screen}
    form |= {"title": "Chưa ai đọc", "overwrite_revision_id": draft.latest_revision_id}
    saved = author.post(get_edit_path(draft), form, headers={"Accept": "application/json"}).json()
    assert saved["revision_id"] == draft.latest_revision_id
    answer = publisher.post(get_path(draft), seen, follow=True)
    assert not Bulletin.objects.get().live
    assert "Chưa ai đọc" in answer.content.decode()


def test_what_somebody_published_meanwhile_is_looked_at_first(publisher, health):
    bulletin = publish_bulletin("Rét", source=health)
    seen = {"public": bulletin.live_revision_id}
    other = bulletin.save_revision()
    bulletin.title = "Rét đậm"
    latest = bulletin.save_revision()
    seen |= get_shown_version(bulletin)
    other.publish()
    Bulletin.objects.update(latest_revision=latest, has_unpublished_changes=True)
    answer = publisher.post(get_path(bulletin), seen, follow=True)
    assert "Vừa có người đăng một bản khác" in answer.content.decode()
    assert Bulletin.objects.get().title == "Rét"


def test_pressing_twice_publishes_once(publisher, health):
    draft = create_draft("Rét", source=health)
    seen = get_shown_version(draft)
    for _time in range(2):
        answer = publisher.post(get_path(draft), seen)
        assert answer.url == f"/admin/dieu-hanh/{draft.pk}/"
    assert ModelLogEntry.objects.filter(action="wagtail.publish").count() == 1
    assert publisher.get(get_path(draft)).url == f"/admin/dieu-hanh/{draft.pk}/"


def test_the_screen_says_what_each_language_will_show(publisher, health, district):
    open_in_english(health)
    bulletin = publish_bulletin("Rét", source=health)
    bulletin.save_revision()
    Bulletin.objects.update(has_unpublished_changes=True)
    page, context = read(publisher, get_path(bulletin))
    [english] = context["plan"].languages
    assert (english.state, english.number) == ("missing", 1) and "chưa dịch" in page
    translate(bulletin, "Cold")
    assert read(publisher, get_path(bulletin))[1]["plan"].languages[0].state == "current"
    bulletin.title = "Rét đậm"
    bulletin.save_revision()
    page, context = read(publisher, get_path(bulletin))
    assert context["plan"].languages[0].state == "outdated"
    assert "bản dịch sẽ cũ ngay khi bạn đăng" in page


def test_a_changed_audience_says_which_websites_come_and_go(publisher, health, district):
    bulletin = publish_bulletin("Rét", source=health, audience=["kind:department"])
    form = make_bulletin_form(title="Rét", slug="ret", source=health.pk)
    chosen = SOME | {"addressees-code": "kind:district"}
    answer = publisher.post(get_edit_path(bulletin), form | chosen | PUBLISH)
    plan = read(publisher, answer.url)[1]["plan"]
    assert (plan.joining.names, plan.leaving.names) == ([district.name], [health.name])


def test_the_frame_shows_the_banner_or_of_a_routine_one_its_entry(publisher, health):
    urgent, routine = publish_emergency(source=health), create_draft("Lịch", source=health)
    pages = [read(publisher, f"{get_path(one)}bieu-ngu/")[0] for one in (urgent, routine)]
    assert "banner-emergency" in pages[0] and "banner-emergency" not in pages[1]
    assert 'class="entry-title"' in pages[1]
    policy = publisher.get(f"{get_path(urgent)}bieu-ngu/")["Content-Security-Policy"]
    assert "sandbox allow-same-origin" in policy and "script-src 'none'" in policy


@pytest.mark.parametrize(
    ("make", "is_serious"),
    [(publish_emergency, True), (publish_bulletin, False), (create_draft, False)],
)
def test_only_an_emergency_has_a_button_that_warns(publisher, health, make, is_serious):
    bulletin = make("Lũ", source=health)
    bulletin.summary = "Tóm tắt khác."
    bulletin.save_revision()
    button = parse_html(publisher.get(get_path(bulletin))).select_one("main button[type=submit]")
    assert ("serious" in button["class"]) == is_serious


@pytest.mark.parametrize("make", [publish_emergency, publish_bulletin, create_draft])
def test_the_screen_shows_all_words_that_the_button_publishes(publisher, ict_author, health, make):
    bulletin = make("Lũ", source=health)
    is_public, file = bulletin.live, create_document(title="Danh sách xã")
    bulletin.attachments = [BulletinAttachment(document=file, caption="Xã phải đi")]
    bulletin.author_name, bulletin.document_number = "Bà Lý Thị Sao", "12/TB-SYT"
    bulletin.save_revision(user=ict_author)
    screen = parse_html(publisher.get(get_path(bulletin)))
    frame = parse_html(publisher.get(screen.select_one(".review-frame")["src"]))
    changes = screen.select_one(".review-changes")
    assert (changes is not None) == is_public
    for shown in [frame, *([changes] if is_public else [])]:
        for words in ("Xã phải đi", "Bà Lý Thị Sao", "12/TB-SYT"):
            assert words in get_text(shown)


def test_the_screen_shows_what_differs_from_what_this_person_last_read(publisher, health):
    bulletin = create_draft("Rét", source=health)
    publisher.post(get_path(bulletin), get_shown_version(bulletin))
    bulletin = Bulletin.objects.get()
    bulletin.summary = "Lời của người khác."
    bulletin.save_revision().publish()
    bulletin.document_number = "12/TB-SYT"
    bulletin.save_revision()
    shown, public = parse_html(publisher.get(get_path(bulletin))).select(".review-changes")
    assert "Lời của người khác." in get_text(shown) and "12/TB-SYT" in get_text(shown)
    assert "Lời của người khác." not in get_text(public) and "12/TB-SYT" in get_text(public)


def test_a_waiting_bulletin_is_read_before_it_is_published(publisher, ict_author, health):
    bulletin = create_draft("Rét", source=health)
    bulletin.get_workflow().start(bulletin, ict_author)
    review = reverse("bulletin_review", args=[bulletin.pk])
    seen = get_shown_version(bulletin)
    assert publisher.get(get_path(bulletin)).url == review
    assert publisher.post(get_path(bulletin), seen).url == review
    assert not Bulletin.objects.get().live
    assert decide(publisher, bulletin, "approve").url == get_path(bulletin)
    page, context = read(publisher, get_path(bulletin))
    assert context["waiting"] and "đăng tức là duyệt" in page
    bulletin.save_revision()
    assert publisher.get(get_path(bulletin)).url == review
    seen = get_shown_version(bulletin)
    decide(publisher, bulletin, "approve")
    publisher.post(get_path(bulletin), seen)
    assert bulletin.workflow_states.get().status == "approved" and Bulletin.objects.get().live


@pytest.mark.parametrize(
    "person", ["ict_author", "translator", "health_moderator", "health_editor", "outsider"]
)
def test_nobody_else_reaches_the_screen_or_publishes(sign_in, request, health, person):
    draft = create_draft("Rét", source=health)
    client = sign_in(request.getfixturevalue(person))
    for path in (get_path(draft), f"{get_path(draft)}bieu-ngu/"):
        assert client.get(path).status_code in {302, 403, 404}
    client.post(get_path(draft), get_shown_version(draft))
    assert not Bulletin.objects.get().live
    assert get_path(draft) not in client.get(ADMIN, follow=True).content.decode()


def test_the_list_leads_to_the_screen(publisher, health):
    draft = create_draft("Rét", source=health)
    assert get_path(draft) in publisher.get(ADMIN).content.decode()
