import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db.models import ProtectedError
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, rich_text, streamfield

from bulletins.models import Bulletin
from bulletins.roles import CENTRAL_COLLECTION
from bulletins.services.lifecycle import end_bulletin, withdraw_bulletin
from bulletins.tests.factories import (
    ADMIN,
    create_draft,
    make_bulletin_form,
    next_week,
    press_publish,
    publish_bulletin,
)
from content.models import CustomDocument
from content.tests.factories import create_document
from sites.permissions.group_permissions import get_or_create_collection

pytestmark = pytest.mark.django_db

PUBLISH = {"action-publish": "1"}


@pytest.fixture
def author(sign_in, ict_publisher):
    return sign_in(ict_publisher)


@pytest.fixture
def statuses(visit, health, district):
    """What both agencies answer for a bulletin's page."""

    def of(slug):
        return [visit(agency, f"/ban-tin/{slug}/").status_code for agency in (health, district)]

    return of


def test_an_author_saves_a_draft_that_nobody_sees(author, statuses):
    assert author.post(f"{ADMIN}add/", make_bulletin_form()).status_code == 302
    bulletin = Bulletin.objects.get()
    assert (bulletin.title, bulletin.live) == ("Lũ quét", False)
    assert [str(line) for line in bulletin.audience.all()] == ["all"]
    assert statuses("lu-quet") == [404, 404]


def test_an_author_publishes_and_both_agencies_show_it(author, statuses):
    assert (
        press_publish(
            author, author.post(f"{ADMIN}add/", make_bulletin_form() | PUBLISH)
        ).status_code
        == 302
    )
    assert Bulletin.objects.get().live
    assert statuses("lu-quet") == [200, 200]


def test_everything_typed_is_stored(author, health, visit):
    file = ContentFile(b"x", name="x.txt")
    document = create_document(get_or_create_collection(CENTRAL_COLLECTION), "Kế hoạch", file=file)
    body = [
        ("heading", "Cần làm"),
        ("text", rich_text("<p>Đi <b>ngay</b>.</p>")),
        ("measures", streamfield([("item", rich_text("<p>Một</p>"))])),
        ("video", {"url": "https://video.example/1", "title": "Cách đi"}),
    ]
    typed = make_bulletin_form(
        title="Lũ",
        instruction="Rời nhà.",
        contact_name="Trực ban",
        contact_telephone="0209 3000 115",
        body=streamfield(body),
        attachments=inline_formset([{"document": document.pk, "caption": "Bản đồ"}]),
        urgency="emergency",
        valid_until="31/12/2030 07:30",
        source=health.pk,
        author_name="Bích Huệ",
        document_number="9/CĐ",
        issued_on="09/02/2026",
    )
    press_publish(author, author.post(f"{ADMIN}add/", typed | PUBLISH))
    stored = Bulletin.objects.get()
    assert (stored.instruction, stored.contact_telephone) == ("Rời nhà.", "0209 3000 115")
    assert (stored.source, stored.document_number) == (health, "9/CĐ")
    assert f"{timezone.localtime(stored.valid_until):%d/%m/%Y %H:%M}" == "31/12/2030 07:30"
    assert str(stored.issued_on) == "2026-02-09"
    assert [block.block_type for block in stored.body] == ["heading", "text", "measures", "video"]
    assert [(a.document, a.caption) for a in stored.attachments.all()] == [(document, "Bản đồ")]
    page = visit(health, "/ban-tin/lu/").content.decode()
    for words in ("Cần làm", "<b>ngay</b>", ">Một<", "Cách đi", "Bản đồ", "09/02/2026"):
        assert words in page


def test_a_draft_may_lack_what_an_emergency_must_have(author):
    typed = make_bulletin_form(urgency="emergency", body=streamfield([("heading", "Cần làm")]))
    assert author.post(f"{ADMIN}add/", typed).status_code == 302
    stored = Bulletin.objects.get()
    assert (stored.urgency, stored.live, stored.body[0].value) == ("emergency", False, "Cần làm")


@pytest.mark.parametrize(
    ("urgency", "missing"),
    [("important", {"valid_until"}), ("emergency", {"valid_until", "instruction"})],
)
def test_publishing_names_what_is_missing_and_loses_nothing(author, urgency, missing):
    typed = make_bulletin_form(urgency=urgency, body=streamfield([("heading", "Cần làm")]))
    answer = press_publish(author, author.post(f"{ADMIN}add/", typed | PUBLISH))
    form = answer.context["form"]
    assert set(form.errors) == missing
    for name in missing:
        assert form.errors[name][0] in answer.content.decode()
    assert (form["title"].value(), form["summary"].value()) == ("Lũ quét", "Nước lên.")
    assert form["body"].value()[0].value == "Cần làm"
    assert not Bulletin.objects.exists()


def test_publishing_a_draft_that_lacks_something_leaves_it_a_draft(author, statuses):
    bulletin = create_draft("Lũ quét", urgency="emergency")
    answer = press_publish(
        author,
        author.post(
            f"{ADMIN}edit/{bulletin.pk}/", make_bulletin_form(urgency="emergency") | PUBLISH
        ),
    )
    assert set(answer.context["form"].errors) == {"valid_until", "instruction"}
    assert statuses("lu-quet") == [404, 404]


def test_an_edit_is_public_when_it_is_published_and_not_when_it_is_saved(author, visit, district):
    bulletin = publish_bulletin("Lũ quét", audience=["kind:district"])
    edit = f"{ADMIN}edit/{bulletin.pk}/"
    changed = make_bulletin_form(title="Lũ lớn", slug="lu-quet")
    author.post(edit, changed)
    assert "Lũ lớn" not in visit(district, "/ban-tin/lu-quet/").content.decode()
    press_publish(author, author.post(edit, changed | PUBLISH))
    assert "Lũ lớn" in visit(district, "/ban-tin/lu-quet/").content.decode()


def test_an_edit_keeps_the_audience(author, statuses):
    bulletin = publish_bulletin("Lũ quét", audience=["kind:district"])
    press_publish(
        author,
        author.post(f"{ADMIN}edit/{bulletin.pk}/", make_bulletin_form(slug="lu-quet") | PUBLISH),
    )
    assert [str(line) for line in bulletin.audience.all()] == ["kind:district"]
    assert statuses("lu-quet") == [404, 200]


def test_an_author_takes_a_bulletin_off_all_websites(author, statuses):
    bulletin = publish_bulletin("Lũ quét")
    assert statuses("lu-quet") == [200, 200]
    assert author.get(f"{ADMIN}unpublish/{bulletin.pk}/").status_code == 200
    assert statuses("lu-quet") == [200, 200]
    author.post(f"{ADMIN}unpublish/{bulletin.pk}/")
    assert statuses("lu-quet") == [404, 404]


def test_an_author_deletes_a_bulletin(author, statuses):
    bulletin = publish_bulletin("Lũ quét")
    author.post(f"{ADMIN}delete/{bulletin.pk}/")
    assert not Bulletin.objects.exists()
    assert statuses("lu-quet") == [404, 404]


def test_the_list_shows_every_state_newest_first(author):
    publish_bulletin("Cũ", issued_on="2026-01-01", valid_until=timezone.now())
    create_draft("Nháp", issued_on="2026-01-03")
    publish_bulletin("Mới", issued_on="2026-01-02")
    listed = author.get(ADMIN).context["object_list"]
    assert [bulletin.title for bulletin in listed] == ["Nháp", "Mới", "Cũ"]


@pytest.mark.parametrize(
    ("title", "slug", "stored"),
    [
        ("Đẩy mạnh việc cài đặt Bluezone", "", "day-manh-viec-cai-dat-bluezone"),
        ("Ðường 258", "", "duong-258"),
        ("Lũ quét", "rieng", "rieng"),
    ],
)
def test_an_empty_address_is_made_from_the_title(author, title, slug, stored):
    author.post(f"{ADMIN}add/", make_bulletin_form(title=title, slug=slug))
    assert Bulletin.objects.get().slug == stored


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"slug": "luu-tru"}, "slug"),
        ({"slug": "có dấu"}, "slug"),
        ({"slug": "da-co"}, "slug"),
        ({"title": "北京"}, "slug"),
        ({"title": "…"}, "slug"),
        ({"title": ""}, "title"),
        ({"summary": ""}, "summary"),
        ({"title": "x" * 201}, "title"),
        ({"summary": "x" * 401}, "summary"),
        ({"instruction": "x" * 201}, "instruction"),
        ({"contact_telephone": "gọi tôi"}, "contact_telephone"),
        ({"valid_from": "02/03/2026 10:00", "valid_until": "02/03/2026 10:00"}, "valid_until"),
        ({"issued_on": "31/02/2026"}, "issued_on"),
    ],
)
def test_what_cannot_be_published_is_refused_at_its_field(author, fields, wrong):
    create_draft("Đã có")
    answer = press_publish(
        author, author.post(f"{ADMIN}add/", make_bulletin_form(**fields) | PUBLISH)
    )
    assert answer.status_code == 200
    errors = set(answer.context["form"].errors)
    # Where there is no title, there is no address either.
    assert wrong in errors and errors <= {wrong, "slug"}
    assert Bulletin.objects.count() == 1


def test_an_address_taken_by_another_bulletin_is_refused_in_a_draft_too(author):
    create_draft("Đã có")
    other = create_draft("Khác")
    answer = author.post(f"{ADMIN}edit/{other.pk}/", make_bulletin_form(title="Khác", slug="da-co"))
    assert set(answer.context["form"].errors) == {"slug"}


def test_two_bulletins_with_one_title_do_not_share_an_address(author):
    for _ in range(2):
        assert author.post(f"{ADMIN}add/", make_bulletin_form()).status_code == 302
    first, second = Bulletin.objects.order_by("pk")
    assert (first.slug, second.slug) == ("lu-quet", "lu-quet-2")
    # The form still shows the address that was made from the title.
    author.post(f"{ADMIN}edit/{second.pk}/", make_bulletin_form(slug="lu-quet"))
    assert second.get_latest_revision_as_object().slug == "lu-quet-2"


def test_wagtails_scheduling_is_not_offered_and_not_obeyed(author, statuses):
    form = author.get(f"{ADMIN}add/").context["form"]
    assert not {"go_live_at", "expire_at"} & set(form.fields)
    dates = {"go_live_at": next_week(), "expire_at": next_week()}
    press_publish(author, author.post(f"{ADMIN}add/", make_bulletin_form() | dates | PUBLISH))
    stored = Bulletin.objects.get()
    assert (stored.go_live_at, stored.expire_at) == (None, None)
    assert statuses("lu-quet") == [200, 200]


def test_the_form_has_exactly_these_fields(author):
    form = author.get(f"{ADMIN}add/").context["form"]
    texts = {"title", "instruction", "summary", "body"}
    contact = {"contact_name", "contact_telephone"}
    time = {"urgency", "event_type", "category", "valid_from", "valid_until", "addressees"}
    origin = {"source", "author_name", "document_number", "issued_on", "slug"}
    asked = {"confirm_by", "confirm_with", "repeat_days"}
    expected = texts | contact | time | origin | asked
    assert set(form.fields) - {"comment_notifications"} == expected
    assert set(form.formsets) - {"comments"} == {"attachments", "notes"}


@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_copies_a_bulletin_over_another(author, method):
    bulletin = publish_bulletin("Lũ quét")
    copied = getattr(author, method)(
        f"{ADMIN}copy/{bulletin.pk}/", make_bulletin_form(title="Khác")
    )
    assert copied.status_code == 404
    bulletin.refresh_from_db()
    assert (bulletin.title, bulletin.live) == ("Lũ quét", True)


def test_a_file_in_use_cannot_be_deleted(author, sign_in, ict_admin):
    document = create_document()
    publish_bulletin("Lũ quét", files=[document])
    with pytest.raises(ProtectedError):
        document.delete()
    sign_in(ict_admin).post(f"/admin/documents/delete/{document.pk}/")
    assert CustomDocument.objects.filter(pk=document.pk).exists()


def test_a_file_goes_when_its_bulletin_has_gone(author):
    document = create_document()
    bulletin = publish_bulletin("Lũ quét", files=[document])
    bulletin.delete()
    document.delete()
    assert not CustomDocument.objects.exists()


def test_the_list_says_whether_a_bulletin_is_in_force(sign_in, ict_publisher):
    now = timezone.now()
    publish_bulletin("Đã qua", valid_until=now - timedelta(hours=1))
    publish_bulletin("Sắp tới", valid_from=now + timedelta(hours=1))
    publish_bulletin("Đang có", valid_until=now + timedelta(hours=1))
    publish_bulletin("Mãi mãi")
    end_bulletin(
        bulletin=publish_bulletin("Xong sớm", valid_until=now + timedelta(days=9)), by=ict_publisher
    )
    withdraw_bulletin(bulletin=publish_bulletin("Nhầm"), reason="Nhầm ngày.", by=ict_publisher)
    page = sign_in(ict_publisher).get(ADMIN).content.decode()
    for words in (
        *("hết hiệu lực ", "từ ", "đến ", "đến khi thu hồi"),
        *("kết thúc ", "thu hồi "),
    ):
        assert re.search(rf"<td[^>]*>\s*{words}", page), words
