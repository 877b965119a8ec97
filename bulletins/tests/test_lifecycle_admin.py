"""The page on which a published bulletin is steered, and the step of each act."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from bulletins.models import Bulletin
from bulletins.tests.factories import (
    ADMIN,
    create_draft,
    get_edit_path,
    make_bulletin_form,
    press_publish,
    publish_bulletin,
)
from members.models import AuditEntry
from members.tests.approval import PUBLISH
from tests.html import parse_html

pytestmark = pytest.mark.django_db

# Each act, what is sent, and the action it is entered as.
ACTS = [
    ("cap-nhat", {"text": "Nước rút."}, "bulletins.update"),
    ("dinh-chinh", {"text": "Sai giờ."}, "bulletins.correction"),
    ("ket-thuc", {"closing_text": "Đường thông."}, "bulletins.end"),
    ("go-bo", {"reason": "Sai vùng."}, "bulletins.withdraw"),
]
NOT_PUBLISHERS = ["ict_author", "translator", "health_moderator", "health_editor", "outsider"]


@pytest.fixture
def publisher(sign_in, ict_publisher):
    return sign_in(ict_publisher)


@pytest.fixture
def bulletin(ict_publisher, province):
    until = timezone.now() + timedelta(hours=5)
    made = create_draft(
        "Lũ quét",
        urgency="emergency",
        instruction="Rời nhà.",
        valid_until=until,
        audience=["kind:district"],
        source=province,
    )
    made.get_latest_revision().publish(user=ict_publisher)
    return Bulletin.objects.get(pk=made.pk)


def steering(bulletin, act=""):
    return f"/admin/dieu-hanh/{bulletin.pk}/{act and act + '/'}"


def acts_on(bulletin):
    entries = ModelLogEntry.objects.for_instance(bulletin).filter(action__startswith="bulletins.")
    return [(entry.action, entry.user.username) for entry in entries.order_by("pk")]


def buttons(page, bulletin):
    acts = [*(act for act, _sent, _action in ACTS), "mang-lai"]
    return {act for act in acts if f'"{steering(bulletin, act)}"' in page}


def test_the_page_says_the_state_who_published_and_on_how_many_websites(publisher, bulletin):
    answer = publisher.get(steering(bulletin))
    page = answer.content.decode()
    assert "Đang đăng đến" in page and "ict-publisher" in page
    assert answer.context["sites"] == 1
    assert f"{ADMIN}history/{bulletin.pk}/" in page and f"{ADMIN}unpublish/{bulletin.pk}/" in page
    assert buttons(page, bulletin) == {"cap-nhat", "dinh-chinh", "ket-thuc", "go-bo"}


def test_the_page_says_what_was_told_since_with_the_newest_first(
    publisher, sign_in, ict_author, bulletin
):
    assert not parse_html(publisher.get(steering(bulletin))).find(class_="air-notes")
    for act, sent, _action in ACTS[:2]:
        publisher.post(steering(bulletin, act), sent)
    for client in (publisher, sign_in(ict_author)):
        notes = parse_html(client.get(steering(bulletin))).find(class_="air-notes")("li")
        told = [(note.strong.text.split(",")[0], note.contents[-1].strip()) for note in notes]
        assert told == [("Đính chính", "Sai giờ."), ("Cập nhật", "Nước rút.")]


@pytest.mark.parametrize(("act", "sent", "action"), ACTS)
def test_each_act_says_what_happens_and_is_entered_with_its_person(
    publisher, bulletin, act, sent, action
):
    assert publisher.get(steering(bulletin, act)).context["consequences"]
    assert acts_on(bulletin) == []
    assert publisher.post(steering(bulletin, act), sent).url == steering(bulletin)
    assert acts_on(bulletin) == [(action, "ict-publisher")]
    [entry] = AuditEntry.objects.filter(action=action)
    assert entry.person_name == "ict-publisher"


@pytest.mark.parametrize(("act", "sent", "action"), ACTS)
def test_pressing_twice_acts_once(publisher, bulletin, act, sent, action):
    publisher.post(steering(bulletin, act), sent)
    second = publisher.post(steering(bulletin, act), sent)
    assert second.context["form"].non_field_errors()
    assert acts_on(bulletin) == [(action, "ict-publisher")]


@pytest.mark.parametrize(
    ("act", "sent", "field"),
    [
        ("cap-nhat", {"text": " "}, "text"),
        ("cap-nhat", {"text": "x" * 601}, "text"),
        ("ket-thuc", {"closing_text": "x" * 301}, "closing_text"),
        ("go-bo", {"reason": ""}, "reason"),
        ("go-bo", {"reason": "Sai.", "successor": "999999"}, "successor"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_changes_nothing(
    publisher, bulletin, act, sent, field
):
    form = publisher.post(steering(bulletin, act), sent).context["form"]
    assert set(form.errors) == {field}
    assert acts_on(bulletin) == []


@pytest.mark.parametrize("person", NOT_PUBLISHERS)
def test_nobody_else_acts(sign_in, request, bulletin, person):
    client = sign_in(request.getfixturevalue(person))
    for act, sent, _action in [*ACTS, ("mang-lai", {}, "")]:
        assert client.get(steering(bulletin, act)).status_code in {302, 404}
        client.post(steering(bulletin, act), sent)
    assert acts_on(bulletin) == []


def test_an_author_reads_and_has_no_buttons(sign_in, ict_author, bulletin):
    page = sign_in(ict_author).get(steering(bulletin)).content.decode()
    assert "Đang đăng đến" in page
    assert buttons(page, bulletin) == set()


@pytest.mark.parametrize("person", ["translator", "health_moderator", "outsider"])
def test_others_do_not_see_the_page(sign_in, request, bulletin, person):
    client = sign_in(request.getfixturevalue(person))
    assert client.get(steering(bulletin)).status_code in {302, 404}


def test_an_administrator_ends_and_brings_back(sign_in, ict_admin, bulletin):
    client = sign_in(ict_admin)
    client.post(steering(bulletin, "ket-thuc"), {})
    assert buttons(client.get(steering(bulletin)).content.decode(), bulletin) == {
        "cap-nhat",
        "dinh-chinh",
        "go-bo",
        "mang-lai",
    }
    client.post(steering(bulletin, "mang-lai"))
    assert not Bulletin.objects.get().ended_at


def test_the_successor_is_looked_for_without_accents_among_what_is_published(publisher, bulletin):
    other = publish_bulletin("Lũ quét, bản mới", slug="tin-1")
    create_draft("Lũ quét, bản nháp")
    sent = {"reason": "Sai vùng.", "q": "lu quet", "step": "search"}
    form = publisher.post(steering(bulletin, "go-bo"), sent).context["form"]
    assert list(form.matches) == [other]
    assert form["reason"].value() == "Sai vùng."
    assert acts_on(bulletin) == []
    publisher.post(steering(bulletin, "go-bo"), {"reason": "Sai.", "successor": other.pk})
    assert Bulletin.objects.get(pk=bulletin.pk).successor == other
    assert steering(other) in publisher.get(steering(bulletin)).content.decode()


@pytest.mark.parametrize("chosen", ["itself", "draft", "letters"])
def test_what_cannot_hold_instead_is_refused(publisher, bulletin, chosen):
    keys = {"itself": bulletin.pk, "draft": create_draft("Nháp").pk, "letters": "x"}
    sent = {"reason": "Sai.", "successor": keys[chosen]}
    form = publisher.post(steering(bulletin, "go-bo"), sent).context["form"]
    assert set(form.errors) == {"successor"}


def test_what_is_withdrawn_is_published_again_only_after_it_was_brought_back(
    publisher, bulletin, visit, district
):
    publisher.post(steering(bulletin, "go-bo"), {"reason": "Sai."})
    until = f"{timezone.localtime() + timedelta(days=1):%d/%m/%Y %H:%M}"
    typed = make_bulletin_form(
        urgency="emergency", instruction="Rời.", valid_until=until, slug="lu-quet"
    )
    answer = press_publish(publisher, publisher.post(get_edit_path(bulletin), typed | PUBLISH))
    assert answer.context["form"].non_field_errors()
    assert not Bulletin.objects.get().live
    publisher.post(steering(bulletin, "mang-lai"))
    assert visit(district, "/ban-tin/lu-quet/").status_code == 200


@pytest.mark.parametrize("act", ["cap-nhat", "dinh-chinh", "ket-thuc", "go-bo", "mang-lai"])
def test_what_cannot_be_done_to_a_draft_leads_back_with_a_word(publisher, act):
    bulletin = create_draft("Nháp")
    answer = publisher.get(steering(bulletin, act), follow=True)
    assert answer.redirect_chain and "chưa đăng" in answer.content.decode().lower()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Đang đăng đến khi thu hồi"),
        ({"valid_from": timedelta(hours=1)}, "Đăng từ"),
        ({"valid_until": timedelta(hours=1)}, "Đang đăng đến"),
        ({"valid_until": timedelta(hours=-1)}, "Hết hiệu lực lúc"),
    ],
)
def test_the_state_is_in_words(publisher, fields, words):
    now = timezone.now()
    bulletin = publish_bulletin("Tin", **{name: now + delta for name, delta in fields.items()})
    assert words in publisher.get(steering(bulletin)).content.decode()


def test_the_form_and_the_list_lead_there(publisher, bulletin):
    for path in (get_edit_path(bulletin), ADMIN):
        assert steering(bulletin) in publisher.get(path).content.decode()
    other = create_draft("Nháp")
    assert f'"{steering(other)}"' not in publisher.get(get_edit_path(other)).content.decode()


def test_the_dashboard_lists_what_is_on_air_with_urgency_and_websites(
    publisher, sign_in, ict_author, health_moderator, bulletin
):
    publish_bulletin("Hết rồi", valid_until=timezone.now() - timedelta(hours=1))
    publish_bulletin("Chưa tới", valid_from=timezone.now() + timedelta(hours=1))
    publish_bulletin("Thường")
    for client in (publisher, sign_in(ict_author)):
        on_air = client.get("/admin/").context["on_air"]
        assert [(work.title, work.url) for work in on_air][0] == ("Lũ quét", steering(bulletin))
        assert [work.title for work in on_air] == ["Lũ quét", "Thường"]
        assert "Khẩn cấp" in on_air[0].facts and "trên 1 trang" in on_air[0].facts[-1]
    assert "on_air" not in sign_in(health_moderator).get("/admin/").context
