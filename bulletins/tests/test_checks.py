from datetime import timedelta

import pytest
from django.utils import timezone

from bulletins.admin.bulletin_edit import count_reading_minutes, list_advice
from bulletins.models import Bulletin, BulletinAudience
from bulletins.tests.factories import add_event_type
from content.blocks import BodyBlock
from sites.models import Agency

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]

LINK = '<p>Xem kế hoạch <a href="https://a.example/">{}</a></p>'


def good(**fields):
    tomorrow = timezone.now() + timedelta(days=1)
    words = {"title": "Lũ", "instruction": "Rời nhà.", "contact_telephone": "112"}
    words |= {"valid_until": tomorrow, "body": [], "source": Agency.objects.get_only_province()}
    bulletin = Bulletin(**(words | fields))
    bulletin.audience = [BulletinAudience(code="all")]
    return bulletin


def texts(**fields):
    return [one.text for one in list_advice(good(**fields))]


def only(found):
    [text] = found
    return text


def test_nothing_is_said_of_a_bulletin_that_has_everything():
    assert texts(body=[("text", LINK.format("Kế hoạch sơ tán năm 2026"))]) == []


def test_what_never_ends_is_asked_for_an_end():
    assert "đến khi nào" in only(texts(valid_until=None))


def test_an_urgent_bulletin_without_an_end_is_stopped_and_not_told_twice():
    [one] = list_advice(good(urgency="important", valid_until=None))
    assert one.stops and one.text.startswith("Hiệu lực đến: ")


def test_what_has_no_telephone_is_asked_for_one():
    assert "điện thoại" in only(texts(contact_telephone=""))


def test_an_emergency_is_asked_what_happens():
    assert "loại sự kiện" in only(texts(urgency="emergency"))
    assert texts(urgency="emergency", event_type=add_event_type()) == []


@pytest.mark.parametrize("words", ["tại đây", "Tại đây.", "(xem thêm)", "XEM THÊM »", "here"])
def test_a_link_that_says_nothing_of_where_it_leads_is_named(words):
    assert words in only(texts(body=[("text", LINK.format(words))]))


@pytest.mark.parametrize("name", ["measures", "callout"])
def test_links_are_looked_at_wherever_they_stand(name):
    value = [LINK.format("đây")] if name == "measures" else {"text": LINK.format("đây")}
    assert "“đây”" in only(texts(body=[(name, value)]))


def test_what_takes_more_than_two_minutes_is_too_long():
    assert texts(body=[("text", f"<p>{'từ ' * 396}</p>")]) == []
    bulletin = good(body=[("text", f"<p>{'từ ' * 400}</p>")])
    assert count_reading_minutes(bulletin) == 3
    assert "3 phút" in only([one.text for one in list_advice(bulletin)])


@pytest.mark.parametrize("field", ["title", "instruction", "contact_name", "summary"])
def test_what_a_template_left_open_stops_at_its_field(field):
    [one] = list_advice(good(**{field: "Đến [giờ] tại [điểm tránh lũ], [giờ]"}))
    assert one.stops and one.text.endswith("Hãy điền: [giờ], [điểm tránh lũ]")


def test_a_summary_that_only_repeats_what_to_do_is_not_named_beside_it():
    left_open = "Đến [giờ] tại [điểm tránh lũ]."
    [one] = list_advice(good(instruction=left_open, summary=left_open))
    assert one.text.startswith("Việc cần làm")
    [first, second] = list_advice(good(instruction=left_open, summary=f"Lũ. {left_open}"))
    assert first.text.startswith("Việc cần làm") and second.text.startswith("Tóm tắt")


def test_what_is_left_open_in_a_table_stops_too():
    table = {"caption": "Lịch", "columns": [{"type": "text", "heading": "Nơi"}]}
    value = BodyBlock().child_blocks["table"].to_python(table | {"rows": [{"values": ["[xã]"]}]})
    [one] = list_advice(good(body=[("table", value)]))
    assert one.stops and one.text.endswith("[xã]")


@pytest.mark.parametrize("text", ["[CẢNH BÁO] Lũ", "Theo tài liệu [1]", "Video [Bản đủ]", "[]"])
def test_how_people_write_brackets_stops_nobody(text):
    assert texts(title=text) == []


@pytest.mark.parametrize("text", ["Lúc […]", "Lúc [...]", "Lúc [ giờ ]", "Tại [địa chỉ]"])
def test_brackets_to_be_filled_in_are_known_by_small_letters_and_dots(text):
    assert "Hãy điền" in only(texts(title=text))
