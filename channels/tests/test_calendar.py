"""Deadlines as calendars read them."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from bulletins.models import NoteKind
from bulletins.services import lifecycle
from bulletins.tests.factories import publish_bulletin, publish_emergency, translate
from sites.tests.factories import open_in_english

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
NOON = datetime(2026, 3, 1, 5, tzinfo=UTC)
UNTIL = NOON + 48 * HOUR
REGISTER = [("call_to_action", {"label": "Đăng ký", "url": "https://vneid.example/"})]


@pytest.fixture
def events(visit):
    def read(agency, path="/ban-tin/lich.ics"):
        response = visit(agency, path)
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        lines = response.content.split(b"\r\n")
        assert lines.pop() == b"" and all(len(line) <= 75 for line in lines)
        assert b"\n" not in response.content.replace(b"\r\n", b"")
        calendar = Calendar.from_ical(response.content)
        assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")
        found = calendar.walk("VEVENT")
        # A name that the parser could not make sense of is kept beside, and none is.
        assert not calendar.errors and not any(event.errors for event in found)
        return {str(event["summary"]): event for event in found}

    return read


def test_what_presses_or_asks_people_to_go_somewhere_is_a_deadline_and_nothing_else(
    events, clock, health, district
):
    clock(NOON)
    publish_emergency("Khẩn", valid_until=UNTIL)
    publish_bulletin(
        "Quan trọng", urgency="important", valid_until=UNTIL, audience=["kind:department"]
    )
    publish_bulletin("Đăng ký", valid_until=UNTIL, body=REGISTER)
    publish_bulletin("Thường", valid_until=UNTIL, confirm_by=UNTIL)
    publish_bulletin("Không hạn", body=REGISTER)
    publish_bulletin("Sắp tới", urgency="important", valid_from=NOON + HOUR, valid_until=UNTIL)
    assert events(health).keys() == {"Hạn: Khẩn", "Hạn: Quan trọng", "Hạn: Đăng ký"}
    assert events(district).keys() == {"Hạn: Khẩn", "Hạn: Đăng ký"}
    clock(UNTIL)
    assert events(health) == {}


def test_an_event_has_what_a_calendar_shows(events, clock, health, district):
    clock(NOON)
    fields = {"instruction": "Nộp hồ sơ; mang theo giấy tờ, ảnh." * 3, "category": "hanh-chinh"}
    bulletin = publish_bulletin(
        "Hồ sơ", urgency="important", valid_until=UNTIL, source=health, **fields
    )
    [event] = events(district).values()
    assert event.decoded("dtstart") == UNTIL
    assert event["uid"] == str(bulletin.translation_key)
    assert event["url"] == f"{health.root_url}/ban-tin/ho-so/"
    assert event["description"] == (f"Việc cần làm: {fields['instruction']}\n\nTóm tắt: Hồ sơ.")
    assert event["categories"].to_ical() == "Hành chính".encode()
    assert (event["status"], event["transp"]) == ("CONFIRMED", "TRANSPARENT")


def test_a_change_is_a_later_version_of_the_same_event(events, clock, health):
    clock(NOON)
    bulletin = publish_bulletin("Hồ sơ", urgency="important", valid_until=UNTIL)
    [before] = events(health).values()
    clock(NOON + HOUR)
    bulletin.valid_until = UNTIL + HOUR
    bulletin.save_revision().publish()
    [moved] = events(health).values()
    assert moved["uid"] == before["uid"] and moved.decoded("dtstart") == UNTIL + HOUR
    assert moved.decoded("last-modified") == moved.decoded("dtstamp") == NOON + HOUR
    clock(NOON + 2 * HOUR)
    lifecycle.add_note(bulletin=bulletin, kind=NoteKind.UPDATE, text="Thêm quầy.", by=None)
    [noted] = events(health).values()
    lifecycle.end_bulletin(bulletin=bulletin, by=None)
    assert events(health) == {}
    clock(NOON + 3 * HOUR)
    lifecycle.restore_bulletin(bulletin=bulletin, by=None)
    [back] = events(health).values()
    assert before["sequence"] < moved["sequence"] < noted["sequence"] < back["sequence"]


def test_what_is_withdrawn_is_cancelled_for_thirty_days(events, clock, health, district):
    clock(NOON)
    fields = {"urgency": "important", "audience": ["kind:department"]}
    bulletin = publish_bulletin("Hồ sơ", valid_until=UNTIL, instruction="Nộp ngay.", **fields)
    lifecycle.withdraw_bulletin(bulletin=bulletin, reason="Sai hạn.", by=None)
    [event] = events(health).values()
    assert (event["status"], event["description"]) == ("CANCELLED", "Sai hạn.")
    assert events(district) == {}
    clock(NOON + 31 * 24 * HOUR)
    assert events(health) == {}


def test_english_calendars_speak_english_and_hostile_words_break_none(events, clock, health):
    clock(NOON)
    open_in_english(health)
    bulletin = publish_bulletin("Hồ sơ", urgency="important", valid_until=UNTIL)
    translate(bulletin, "Papers\x0b\r\nEND:VEVENT;,\\", summary="x" * 300 + "\r\nEND:VCALENDAR")
    [(title, event)] = events(health, "/en/ban-tin/lich.ics").items()
    assert title.startswith("Until: Papers")
    assert event["status"] == "CONFIRMED"


def test_a_calendar_says_whose_it_is_and_how_often_to_look(visit, health):
    lines = visit(health, "/ban-tin/lich.ics").content.decode().split("\r\n")
    # RFC 7986, 5.7: without VALUE programs may refuse it.
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in lines
    assert {"NAME:Thời hạn · Sở Y tế", "X-WR-CALNAME:Thời hạn · Sở Y tế"} <= {*lines}


def test_a_calendar_that_has_the_newest_gets_it_no_second_time(visit, kept, health):
    path = "/ban-tin/lich.ics"
    first = visit(health, path)
    assert kept(health, path)
    assert visit(health, path, headers={"if-none-match": first["ETag"]}).status_code == 304
