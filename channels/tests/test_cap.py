"""Emergencies as warning systems read them, checked against the schema of CAP 1.2."""

import re
from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from lxml import etree

from bulletins.models import Bulletin, BulletinAudience, NoteKind
from bulletins.services import lifecycle
from bulletins.tests.factories import (
    add_event_type,
    publish_bulletin,
    publish_emergency,
    translate,
)
from channels.tests.cap import read_alert
from channels.tests.conftest import DATA
from sites.tests.factories import open_in_english

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
# Noon in Vietnam.
NOON = datetime(2026, 3, 1, 5, tzinfo=UTC)
UNTIL = NOON + 6 * HOUR
PATH = "/ban-tin/lu-quet/cap.xml"


@pytest.fixture
def alert(visit):
    """A message, valid, as a function from the path of an element to its texts."""

    def read(agency, path=PATH):
        return read_alert(visit(agency, path))

    return read


@pytest.fixture
def emergency(clock, health):
    clock(NOON)
    return publish_emergency(
        category="thien-tai",
        event_type=add_event_type(code_list="OET:v1.2", code="OET-079"),
        instruction="Lên chỗ cao.",
        summary="Nước lên nhanh.",
        body=[("text", "<p>Tránh suối &amp; khe.</p>")],
        contact_name="Trực ban",
        contact_telephone="0209 3870 943",
        valid_until=UNTIL,
        source=health,
    )


def correct(bulletin, text="Không phải 5 xã mà 7 xã."):
    lifecycle.add_note(bulletin=bulletin, kind=NoteKind.CORRECTION, text=text, by=None)


def withdraw(bulletin):
    lifecycle.withdraw_bulletin(bulletin=bulletin, reason="Nhầm huyện.", by=None)


def end(bulletin):
    lifecycle.end_bulletin(bulletin=bulletin, closing_text="Nước đã rút.", by=None)


def chain(alert, agency, count):
    return [alert(agency, f"/ban-tin/lu-quet/cap/{number}.xml") for number in range(1, count + 1)]


def name_of(message):
    return ",".join(message(name)[0] for name in ("sender", "identifier", "sent"))


def test_an_emergency_is_an_alert_with_all_that_helps(alert, emergency, health, district):
    message = alert(district)
    assert {name: message(name) for name in ("status", "msgType", "scope", "references")} == {
        "status": ["Actual"],
        "msgType": ["Alert"],
        "scope": ["Public"],
        "references": [],
    }
    assert message("sender") == ["ban-tin@soyte.backan.localhost"]
    assert message("sent") == message("effective") == ["2026-03-01T12:00:00+07:00"]
    assert message("expires") == ["2026-03-01T18:00:00+07:00"]
    assert message("language") == ["vi"]
    assert message("category") == ["Met"]
    assert message("event") == ["Lũ quét"]
    assert message("eventCode/c:valueName") == ["OET:v1.2"]
    assert message("eventCode/c:value") == ["OET-079"]
    assert [message(n)[0] for n in ("urgency", "severity", "certainty")] == [
        "Immediate",
        "Severe",
        "Likely",
    ]
    assert message("senderName") == ["Sở Y tế"]
    assert message("headline") == ["Lũ quét"]
    assert message("description") == ["Nước lên nhanh.\n\nTránh suối & khe."]
    assert message("instruction") == ["Lên chỗ cao."]
    assert message("web") == [f"{health.root_url}/ban-tin/lu-quet/"]
    assert message("contact") == ["Trực ban: 0209 3870 943"]
    assert message("areaDesc") == ["Cổng Thông tin điện tử tỉnh Bắc Kạn: Tất cả các đơn vị"]


def test_the_page_of_an_emergency_leads_to_its_message_and_no_other_does(visit, emergency, health):
    publish_bulletin("Thường")
    link = f'<link rel="alternate" type="application/cap+xml" href="{PATH}">'
    assert link in visit(health, "/ban-tin/lu-quet/").content.decode()
    assert "application/cap+xml" not in visit(health, "/ban-tin/thuong/").content.decode()


def test_every_website_hands_out_the_same_message(visit, emergency, health, district):
    assert visit(health, PATH).content == visit(district, PATH).content


def test_what_is_told_later_updates_what_was_told_before(alert, emergency, clock, health):
    clock(NOON + HOUR)
    correct(emergency)
    clock(NOON + 2 * HOUR)
    emergency.refresh_from_db()
    emergency.instruction = "Ở yên trên cao."
    emergency.save_revision().publish()
    first, second, third = chain(alert, health, 3)
    assert [m("msgType")[0] for m in (first, second, third)] == ["Alert", "Update", "Update"]
    assert len({m("identifier")[0] for m in (first, second, third)}) == 3
    assert second("references") == [name_of(first)]
    assert third("references") == [f"{name_of(first)} {name_of(second)}"]
    assert second("description")[0].startswith("Đính chính: Không phải 5 xã mà 7 xã.\n\n")
    instructions = [m("instruction")[0] for m in (first, second, third)]
    assert instructions == ["Lên chỗ cao.", "Lên chỗ cao.", "Ở yên trên cao."]
    assert name_of(alert(health)) == name_of(third)


def read_without_files(visit, agency):
    """The first message without its files, which the latest message alone offers."""
    content = visit(agency, "/ban-tin/lu-quet/cap/1.xml").content
    return re.sub(rb"<resource>.*</resource>", b"", content)


def test_a_message_once_sent_stays_as_it_was(visit, emergency, clock, health):
    before = read_without_files(visit, health)
    clock(NOON + HOUR)
    correct(emergency)
    end(emergency)
    assert read_without_files(visit, health) == before


def test_an_end_is_the_all_clear_for_a_day(alert, emergency, clock, health):
    clock(NOON + HOUR)
    end(emergency)
    message = alert(health)
    assert message("msgType") == ["Update"] and message("responseType") == ["AllClear"]
    assert [message(n)[0] for n in ("urgency", "severity", "certainty")] == [
        "Past",
        "Minor",
        "Observed",
    ]
    assert message("description")[0].startswith("Nước đã rút.")
    assert message("expires") == ["2026-03-02T13:00:00+07:00"]
    assert message("references") == [name_of(alert(health, "/ban-tin/lu-quet/cap/1.xml"))]


def test_a_withdrawal_cancels_and_repeats_nothing(alert, visit, emergency, clock, health, district):
    before = alert(health)
    clock(NOON + HOUR)
    withdraw(emergency)
    message = alert(district)
    assert message("msgType") == ["Cancel"]
    assert message("note") == message("description") == ["Nhầm huyện."]
    assert message("references") == [name_of(before)]
    assert message("headline") == ["Lũ quét"] and message("instruction") == []
    assert visit(health, "/ban-tin/lu-quet/").status_code == 410
    gone = visit(health, "/ban-tin/lu-quet/cap/1.xml")
    assert (gone.status_code, gone.content) == (410, b"")


def test_what_is_brought_back_goes_on_where_it_ended_and_anew_where_it_was_cancelled(
    alert, emergency, clock, health
):
    for hours, act in enumerate(
        [end, lambda b: lifecycle.restore_bulletin(bulletin=b, by=None), withdraw], start=1
    ):
        clock(NOON + hours * HOUR)
        act(emergency)
    # Published while it is withdrawn: nobody is told.
    clock(NOON + 4 * HOUR)
    emergency.refresh_from_db()
    emergency.save_revision().publish()
    assert alert(health)("msgType") == ["Cancel"]
    clock(NOON + 5 * HOUR)
    lifecycle.restore_bulletin(bulletin=emergency, by=None)
    messages = chain(alert, health, 5)
    types = [message("msgType")[0] for message in messages]
    assert types == ["Alert", "Update", "Update", "Cancel", "Alert"]
    assert messages[2]("urgency") == ["Immediate"] and messages[2]("responseType") == []
    assert messages[3]("references")[0].split() == [name_of(m) for m in messages[:3]]
    assert messages[4]("references") == []


def test_each_language_has_its_own_words_from_when_it_had_them(
    alert, emergency, clock, health, district
):
    clock(NOON + HOUR)
    translate(emergency, "Flash flood", instruction="Go up.", summary="Fast.")
    [_, second] = chain(alert, district, 2)
    assert second("web")[1] == f"{health.root_url}/ban-tin/lu-quet/"
    open_in_english(health)
    [_, second] = chain(alert, district, 2)
    assert second("web")[1] == f"{health.root_url}/en/ban-tin/lu-quet/"
    first, second = chain(alert, health, 2)
    assert first("language") == ["vi"]
    assert second("msgType") == ["Update"] and second("language") == ["vi", "en"]
    assert second("headline") == ["Lũ quét", "Flash flood"]
    assert second("event") == ["Lũ quét", "Flash flood"]
    assert second("web")[1] == f"{health.root_url}/en/ban-tin/lu-quet/"


def test_an_emergency_that_presses_less_is_over(alert, emergency, clock, health):
    clock(NOON + HOUR)
    emergency.urgency = "important"
    emergency.save_revision().publish()
    message = alert(health)
    assert message("msgType") == ["Update"] and message("responseType") == ["AllClear"]


def test_it_begins_when_it_is_valid(alert, clock, health):
    clock(NOON)
    publish_emergency(valid_from=NOON + HOUR, valid_until=UNTIL)
    clock(NOON + 2 * HOUR)
    message = alert(health)
    assert message("onset") == message("effective") == ["2026-03-01T13:00:00+07:00"]
    # Without an issuer the province sends it.
    assert message("sender") == ["ban-tin@www.backan.localhost"]


def test_only_emergencies_have_messages_and_only_where_they_are_shown(
    visit, clock, health, district
):
    clock(NOON)
    publish_bulletin("Thường")
    publish_emergency(audience=["kind:department"], valid_until=UNTIL)
    assert visit(health, "/ban-tin/thuong/cap.xml").status_code == 404
    assert visit(health, PATH).status_code == 200
    for path in (PATH, "/ban-tin/lu-quet/cap/1.xml"):
        assert visit(district, path).status_code == 404
    assert visit(health, "/ban-tin/lu-quet/cap/2.xml").status_code == 404
    Bulletin.objects.get(slug="lu-quet").unpublish()
    assert visit(health, PATH).status_code == 404


def test_the_area_is_whom_it_is_for(alert, clock, health, district):
    clock(NOON)
    publish_emergency(audience=["kind:district", "kind:department"])
    assert alert(health)("areaDesc") == ["Cổng Thông tin điện tử tỉnh Bắc Kạn: Các sở và các huyện"]


def test_hostile_words_and_a_row_without_a_record_break_nothing(alert, health):
    words = "]]>&\x0b\u202e\ufffe<script>"
    bulletin = Bulletin.objects.create(
        title=words, slug="lu-quet", summary=words, instruction=words, urgency="emergency"
    )
    BulletinAudience.objects.get_or_create(bulletin=bulletin, code="all")
    assert alert(health)("headline") == ["]]>&\u202e<script>"]


def test_the_feed_leads_to_the_latest_message_of_each(
    visit, alert, emergency, clock, health, district
):
    publish_bulletin("Khác", urgency="important", valid_until=UNTIL)
    clock(NOON + HOUR)
    correct(emergency)

    def entries(agency):
        response = visit(agency, "/ban-tin/cap.atom")
        assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
        etree.RelaxNG(etree.parse(DATA / "atom.rng")).assertValid(
            etree.fromstring(response.content)
        )
        feed = feedparser.parse(response.content)
        assert not feed.bozo
        return [(entry.id, entry.link.removeprefix(agency.root_url)) for entry in feed.entries]

    for agency in (health, district):
        latest = alert(agency)("identifier")[0]
        assert entries(agency) == [(latest, "/ban-tin/lu-quet/cap/2.xml")]
    clock(NOON + 2 * HOUR)
    end(emergency)
    assert [path for _, path in entries(health)] == ["/ban-tin/lu-quet/cap/3.xml"]
    clock(NOON + 26 * HOUR)
    assert entries(health) == []
    lifecycle.restore_bulletin(bulletin=emergency, by=None)
    withdraw(emergency)
    [(identifier, path)] = entries(health)
    assert path == "/ban-tin/lu-quet/cap/5.xml"
    assert alert(health, path)("identifier") == [identifier]


def test_the_feed_says_what_to_do_until_it_is_withdrawn(visit, emergency, health):
    assert emergency.instruction in visit(health, "/ban-tin/cap.atom").text
    withdraw(emergency)
    assert emergency.instruction not in visit(health, "/ban-tin/cap.atom").text


def test_warning_systems_that_have_the_newest_get_it_no_second_time(visit, kept, emergency, health):
    for path in (PATH, "/ban-tin/cap.atom"):
        first = visit(health, path)
        assert kept(health, path)
        again = visit(health, path, headers={"if-none-match": first["ETag"]})
        assert again.status_code == 304
