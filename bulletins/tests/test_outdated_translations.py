"""What the English of a bulletin shows once the Vietnamese has been changed."""

import html
from datetime import timedelta

import pytest
from django.utils import timezone
from sites.localization.version_records import record_missing_states
from wagtail.models import ModelLogEntry

from bulletins.models import Bulletin, BulletinAudience
from bulletins.tests.factories import (
    get_edit_path,
    make_bulletin_form,
    press_publish,
    publish_bulletin,
    publish_emergency,
    translate,
)
from members.tests.approval import PUBLISH
from sites.localization.currency import get_translation_status
from sites.models import TranslationState
from sites.tests.factories import open_in_english
from tests.html import get_text_and_language, read_html

pytestmark = pytest.mark.django_db

OLDER = "this translation is older"
FORMER, PRESENT = "Tới trường cũ lúc 7 giờ.", "Tới trường mới lúc 9 giờ."


@pytest.fixture
def flood(health, district):
    for agency in (health, district):
        open_in_english(agency)
    body = [("heading", "Đi đâu"), ("text", "<p>Trường cũ ở bản Lìm.</p>")]
    return publish_emergency(instruction=FORMER, summary="Nước lên nhanh.", body=body)


@pytest.fixture
def english_flood(flood):
    return put_into_english(flood, "Flash floods", "Go to the old school at 7.")


def put_into_english(source, title, instruction="Stay at home."):
    return translate(source, title, instruction=instruction, summary="Water is rising.")


def correct(source, **fields):
    source.refresh_from_db()
    for name, value in fields.items():
        setattr(source, name, value)
    source.save_revision().publish()


@pytest.fixture
def see(visit):
    def get(agency, path):
        answer = visit(agency, path)
        assert answer.status_code == 200
        return read_html(answer.content)

    return get


@pytest.mark.usefixtures("english_flood")
def test_a_corrected_summary_is_seen_by_who_has_read_the_page_before(see, health, flood):
    path = "/en/ban-tin/lu-quet/"
    assert see(health, path).select_one(".lead").text == "Water is rising."
    correct(flood, summary="Nước đã tràn cầu.")
    lead = see(health, path).select_one(".lead")
    assert get_text_and_language(lead) == ("Nước đã tràn cầu.", "vi")


@pytest.mark.usefixtures("english_flood")
def test_a_corrected_instruction_of_an_emergency_is_vietnamese_on_every_english_website(
    see, health, district, flood
):
    correct(flood, instruction=PRESENT)
    for agency in (health, district):
        soup = see(agency, "/en/ban-tin/lu-quet/")
        assert get_text_and_language(soup.select_one(".instruction > p:not(:has(a))")) == (
            PRESENT,
            "vi",
        )
        assert get_text_and_language(soup.h1) == ("Flash floods", "en")
        banner = see(agency, "/en/").select_one("#emergency .banner-instruction")
        assert get_text_and_language(banner) == (PRESENT, "vi")
        [note] = soup.select(".language-notice")
        assert "shown in Vietnamese" in note.text
        assert note.a["href"] == "/ban-tin/lu-quet/"


@pytest.mark.usefixtures("english_flood")
@pytest.mark.parametrize("file", ["ban-tin/rss.xml", "ban-tin/atom.xml", "ban-tin/feed.json"])
def test_an_entry_of_a_feed_falls_back_wholly(visit, health, flood, file):
    assert "old school" in visit(health, f"/en/{file}").content.decode()
    correct(flood, instruction=PRESENT)
    text = html.unescape(visit(health, f"/en/{file}").content.decode())
    assert PRESENT in text
    assert "old school" not in text and "Flash floods" not in text


@pytest.mark.usefixtures("english_flood")
def test_a_cap_message_has_no_info_that_does_not_say_what_the_vietnamese_says(visit, health, flood):
    path = "/ban-tin/lu-quet/cap.xml"
    assert "old school" in visit(health, path).content.decode()
    correct(flood, instruction=PRESENT)
    text = visit(health, path).content.decode()
    assert PRESENT in text and "<language>vi" in text
    assert "<language>en" not in text and "old school" not in text


@pytest.mark.usefixtures("english_flood")
def test_the_welcome_page_of_public_wifi_falls_back_wholly(visit, health, flood, today):
    correct(flood, instruction=PRESENT)
    text = visit(health, "/en/ban-tin/lu-quet/wifi/").content.decode()
    assert PRESENT in text and "old school" not in text
    assert f"The Vietnamese text was changed on {today:%d/%m/%Y}" in text
    assert "only available" not in text


def test_a_block_that_was_changed_taken_away_or_added_follows_in_an_emergency(
    see, health, flood, english_flood
):
    [heading, text] = flood.body.raw_data
    new = {"type": "text", "value": "<p>Trường mới ở bản Vài.</p>", "id": text["id"]}
    added = {"type": "heading", "value": "Mang theo gì", "id": "moi"}
    correct(flood, body=Bulletin._meta.get_field("body").to_python([new, added]))
    prose = see(health, "/en/ban-tin/lu-quet/").select(".prose > div")
    assert [(div.text.strip(), div.get("lang")) for div in prose] == [
        ("Trường mới ở bản Vài.", "vi"),
        ("Mang theo gì", "vi"),
    ]


def test_a_translation_that_is_published_anew_is_current_again(see, health, flood, english_flood):
    correct(flood, instruction=PRESENT)
    correct(english_flood, instruction="Go to the new school at 9.")
    soup = see(health, "/en/ban-tin/lu-quet/")
    instruction = soup.select_one(".instruction p")
    assert get_text_and_language(instruction) == ("Go to the new school at 9.", "en")
    assert not soup.select(".language-notice")


def test_an_earlier_version_that_is_restored_is_older_again(
    see, health, ict_publisher, flood, english_flood
):
    first = english_flood.live_revision
    correct(flood, instruction=PRESENT)
    correct(english_flood, instruction="Go to the new school at 9.")
    assert get_translation_status(english_flood).is_current
    # A person's text is recognised; what a program writes would count as new.
    restored = first.as_object().save_revision(user=ict_publisher)
    restored.publish(user=ict_publisher, skip_permission_checks=True)
    soup = see(health, "/en/ban-tin/lu-quet/")
    assert get_text_and_language(soup.select_one(".instruction > p:not(:has(a))")) == (
        PRESENT,
        "vi",
    )


@pytest.fixture
def holiday(health):
    open_in_english(health)
    return publish_bulletin("Nghỉ lễ", instruction="Đến lại ngày 5.", summary="Nghỉ 4 ngày.")


@pytest.fixture
def english_holiday(holiday):
    return put_into_english(holiday, "Holiday")


@pytest.mark.usefixtures("english_holiday")
def test_a_routine_translation_stays_and_says_above_that_it_is_older(
    see, visit, health, holiday, today
):
    correct(holiday, summary="Nghỉ 5 ngày.")
    soup = see(health, "/en/ban-tin/nghi-le/")
    assert get_text_and_language(soup.select_one(".lead")) == ("Water is rising.", "en")
    [note] = soup.select(".language-notice")
    assert f"The Vietnamese text was changed on {today:%d/%m/%Y}; {OLDER}" in note.text
    assert note.a["href"] == "/ban-tin/nghi-le/"
    assert OLDER in visit(health, "/en/ban-tin/rss.xml").content.decode()
    assert not see(health, "/ban-tin/nghi-le/").select(".language-notice")


def test_what_has_changed_in_an_important_bulletin_is_vietnamese_too(see, health):
    open_in_english(health)
    until = timezone.now() + timedelta(days=1)
    urgent = {"urgency": "important", "valid_until": until, "summary": "Nước lên nhanh."}
    source = publish_bulletin("Xả lũ", instruction=FORMER, **urgent)
    put_into_english(source, "Flood release", "Go to the old school at 7.")
    correct(source, instruction=PRESENT)
    soup = see(health, "/en/ban-tin/xa-lu/")
    assert get_text_and_language(soup.select_one(".instruction > p:not(:has(a))")) == (
        PRESENT,
        "vi",
    )
    assert get_text_and_language(soup.h1) == ("Flood release", "en")
    assert "old school" not in see(health, "/en/").text


def test_what_changes_no_words_makes_nothing_outdated(holiday, english_holiday, district):
    correct(
        holiday,
        valid_until=timezone.now() + timedelta(days=3),
        audience=[BulletinAudience(code=f"agency:{district.pk}")],
        contact_telephone="0209 3870 943",
    )
    assert get_translation_status(english_holiday).is_current


def send(client, bulletin, **fields):
    sent = {"title": "Nghỉ lễ", "instruction": "Đến lại ngày 5.", "summary": "Nghỉ 4 ngày."}
    form = make_bulletin_form(**sent | {"slug": bulletin.slug} | fields)
    return press_publish(client, client.post(get_edit_path(bulletin), form | PUBLISH))


def test_spelling_declared_by_who_publishes_keeps_a_routine_translation_current(
    sign_in, ict_publisher, holiday, english_holiday
):
    client = sign_in(ict_publisher)
    assert "spelling_only" in client.get(get_edit_path(holiday)).content.decode()
    send(client, holiday, summary="Nghĩ 4 ngày.")
    assert get_translation_status(english_holiday).outdated == {"summary"}
    send(client, holiday, summary="Nghĩ 4 ngày.", instruction="Đến lạy ngày 5.", spelling_only="on")
    # What was outdated before stays so.
    assert get_translation_status(english_holiday).outdated == {"summary"}
    assert ModelLogEntry.objects.filter(action="agencies.spelling_only").count() == 1


def test_a_changed_number_is_no_spelling(sign_in, ict_publisher, holiday, english_holiday):
    send(sign_in(ict_publisher), holiday, summary="Nghỉ 6 ngày.", spelling_only="on")
    assert get_translation_status(english_holiday).outdated == {"summary"}


@pytest.mark.parametrize(
    ("former", "present"),
    [
        ("Nghỉ mười hai ngày.", "Nghỉ mười ngày."),
        ("Đến trước thứ Hai.", "Đến trước thứ Ba."),
        ("Họp vào tháng Chạp.", "Họp vào tháng Giêng."),
        ("Nộp trong quý III.", "Nộp trong quý IV."),
        ("Uống ½ viên.", "Uống ¼ viên."),
        ("Rộng 10 m².", "Rộng 10 m³."),
        ("Lạnh -5 độ.", "Lạnh 5 độ."),
        ("Nặng 1,5 kg.", "Nặng 15 kg."),
        ("Mở cửa 7:30.", "Mở cửa 7:03."),
        ("Viết thư tới an@backan.example.", "Viết thư tới anh@backan.example."),
    ],
)
def test_a_number_is_no_spelling_whatever_it_is_written_in(
    sign_in, ict_publisher, holiday, former, present
):
    correct(holiday, summary=former)
    english = put_into_english(holiday, "Holiday")
    send(sign_in(ict_publisher), holiday, summary=present, spelling_only="on")
    assert get_translation_status(english).outdated == {"summary"}


@pytest.mark.parametrize(
    ("former", "present"),
    [
        ("Nghĩ mười hai ngày,", "Nghỉ mười hai ngày."),
        ("Họp ngày 5/12/2026", "Hộp ngày 5/12/2026."),
        ("Từ 15-20 giờ.", "Từ 15–20 giờ."),
        ("Thuỷ lợi, hoà giải.", "Thủy lợi, hòa giải."),
    ],
)
def test_spelling_beside_a_number_is_spelling(sign_in, ict_publisher, holiday, former, present):
    correct(holiday, summary=former)
    english = put_into_english(holiday, "Holiday")
    send(sign_in(ict_publisher), holiday, summary=present, spelling_only="on")
    assert get_translation_status(english).is_current


def test_spelling_is_not_asked_for_without_a_published_translation(sign_in, ict_publisher, holiday):
    page = sign_in(ict_publisher).get(get_edit_path(holiday)).content.decode()
    assert "spelling_only" not in page


def test_a_forged_declaration_is_worth_nothing_for_what_is_or_was_important(
    sign_in, ict_publisher, holiday, english_holiday
):
    until = timezone.now() + timedelta(days=1)
    correct(holiday, urgency="important", valid_until=until)
    client = sign_in(ict_publisher)
    assert "spelling_only" not in client.get(get_edit_path(holiday)).content.decode()
    end = f"{timezone.localtime(until):%d/%m/%Y %H:%M}"
    send(client, holiday, urgency="important", instruction="Dến lại ngày 5.", valid_until=end,
         spelling_only="on")  # fmt: skip
    assert not get_translation_status(english_holiday).is_current
    # Nor for what was urgent until now.
    send(client, holiday, instruction="Đến lại ngay.", spelling_only="on")
    assert "instruction" in get_translation_status(english_holiday).outdated


@pytest.mark.usefixtures("english_holiday")
def test_the_list_and_the_form_say_which_translations_are_out_of_date(
    sign_in, ict_publisher, holiday
):
    client = sign_in(ict_publisher)
    listing = "/admin/snippets/bulletins/bulletin/?locale=vi"
    assert "đã cũ từ" not in client.get(listing).content.decode()
    correct(holiday, summary="Nghỉ 5 ngày.")
    # Not that the Vietnamese is old, on a phone, where columns have no heading.
    assert "Bản dịch đã cũ từ" in client.get(listing).content.decode()
    assert "đã cũ từ" in client.get(get_edit_path(holiday)).content.decode()


def test_what_was_live_before_an_upgrade_is_recorded_as_it_is(holiday, english_holiday):
    english_holiday.summary = holiday.summary
    english_holiday.save()
    correct(holiday, instruction="Đến lại ngày 6.")
    TranslationState.objects.all().delete()
    record_missing_states()
    status = get_translation_status(english_holiday)
    assert (status.untranslated, status.outdated) == ({"summary"}, {"instruction"})
    assert status.outdated_since == Bulletin.objects.get(pk=holiday.pk).last_published_at


def test_a_translation_written_in_the_plain_form_follows_if_its_author_says_so(
    sign_in, ict_publisher, holiday, english_holiday
):
    correct(holiday, summary="Nghỉ 5 ngày.")
    client = sign_in(ict_publisher)
    sent = {"title": "Holiday", "instruction": "Come back.", "summary": "Four days off."}
    send(client, english_holiday, **sent)
    assert get_translation_status(english_holiday).outdated == {"summary"}
    send(client, english_holiday, **sent | {"summary": "Five days off."}, follows_source="on")
    assert get_translation_status(english_holiday).is_current


def test_a_body_arranged_otherwise_is_replaced_wholly_in_an_emergency(
    see, health, flood, english_flood
):
    english_flood.body = [("text", "<p>All about the old school.</p>")]
    english_flood.save_revision().publish()
    [_heading, text] = flood.body.raw_data
    new = {"type": "text", "value": "<p>Trường mới.</p>", "id": text["id"]}
    correct(flood, body=Bulletin._meta.get_field("body").to_python([new]))
    prose = see(health, "/en/ban-tin/lu-quet/").select(".prose > div")
    assert [(div.text.strip(), div.get("lang")) for div in prose] == [("Trường mới.", "vi")]
