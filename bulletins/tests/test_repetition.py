"""Bulletins announced again by the clock, as two websites and two units see it."""

from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from bulletins.models import Bulletin
from bulletins.services import lifecycle
from bulletins.tasks import run_due_repetitions
from bulletins.tests.factories import create_draft, create_placement, publish_bulletin, translate
from members.models import Notification
from sites.tests.factories import open_in_english
from tests.html import read_html

pytestmark = pytest.mark.django_db

LIST = "/ban-tin/"


def at(day, hour=8, minute=0):
    """A moment of February 2021 where the office is."""
    zone = timezone.get_default_timezone()
    return datetime(2021, 2, 1, hour, minute, tzinfo=zone) + timedelta(days=day - 1)


@pytest.fixture
def run(clock):
    """Let the job loop do its work at a moment; returns how often the bulletin was repeated."""

    def at_moment(day, hour=8, minute=0):
        clock(at(day, hour, minute))
        run_due_repetitions()
        return list(Bulletin.objects.order_by("pk").values_list("repeat_count", flat=True))

    return at_moment


@pytest.fixture
def every_three_days(clock):
    clock(at(9, 14, 30))
    return publish_bulletin("Tiêm chủng", repeat_days=3)


@pytest.fixture
def entries(visit):
    """Title and facts of each bulletin in a list, in its order."""

    def listed(agency, path=LIST):
        soup = read_html(visit(agency, path).content)
        return [
            (entry.select_one(".entry-title").text, entry.select_one(".entry-facts").text)
            for entry in soup.select(".entry")
        ]

    return listed


def stored(bulletin):
    return Bulletin.objects.get(pk=bulletin.pk)


def publish_again(bulletin, **changes):
    version = stored(bulletin).get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(version, name, value)
    version.save_revision().publish()


def test_each_time_is_in_the_morning_days_apart_and_comes_once(every_three_days, run):
    assert run(12, 7, 59) == [0]
    assert run(12) == run(12, 8, 5) == run(14, 18) == [1]
    assert run(15) == [2]
    row = stored(every_three_days)
    assert (row.repeated_at, row.next_repeat_at) == (at(15), at(18))


def test_it_is_on_top_again_with_the_words_wherever_it_is_shown(
    every_three_days, run, entries, visit, health, district
):
    publish_bulletin("Mới hơn")
    publish_bulletin("Chỉ ở huyện", audience=["kind:district"])
    assert [title for title, _facts in entries(health)] == ["Mới hơn", "Tiêm chủng"]
    run(12)
    for agency, others in ((health, ["Mới hơn"]), (district, ["Chỉ ở huyện", "Mới hơn"])):
        for path in (LIST, "/"):
            (title, facts), *rest = entries(agency, path)
            assert (title, [one for one, _facts in rest]) == ("Tiêm chủng", others)
            assert "09/02/2021" in facts and "Nhắc lại ngày 12/02/2021 (lần 1)" in facts
            assert not any("Nhắc lại" in facts for _title, facts in rest)
        page = visit(agency, "/ban-tin/tiem-chung/").content.decode()
        assert "Nhắc lại ngày 12/02/2021 (lần 1)" in page


def test_it_is_on_top_of_the_feed_with_the_words_and_a_new_date(
    every_three_days, run, visit, health
):
    publish_bulletin("Mới hơn")
    before = ElementTree.fromstring(visit(health, "/ban-tin/rss.xml").content)  # noqa: S314
    run(12)
    after = ElementTree.fromstring(visit(health, "/ban-tin/rss.xml").content)  # noqa: S314
    assert [title.text for title in before.findall(".//item/title")] == ["Mới hơn", "Tiêm chủng"]
    assert [title.text for title in after.findall(".//item/title")] == ["Tiêm chủng", "Mới hơn"]
    assert "Nhắc lại ngày 12/02/2021 (lần 1)" in after.find(".//item/description").text
    assert stored(every_three_days).changed_at == at(12)


def test_the_words_are_in_the_language_of_the_reader(every_three_days, run, entries, health):
    open_in_english(health)
    translate(every_three_days, "Vaccination")
    run(12)
    [(title, facts)] = entries(health, "/en/ban-tin/")
    assert (title, "Announced again on 12/02/2021 (no. 1)" in facts) == ("Vaccination", True)


def test_after_ten_days_without_the_job_loop_it_comes_once_and_keeps_its_rhythm(
    every_three_days, run
):
    assert run(22, 15) == run(23) == [1]
    assert run(24) == [2]


def test_what_was_missed_waits_for_the_morning(every_three_days, run):
    assert run(12, 19) == run(12, 23) == run(13, 7, 59) == [0]
    assert run(13) == run(14) == [1]
    assert run(15) == [2]


def test_it_counts_from_the_day_it_is_valid_from(clock, run):
    clock(at(9))
    publish_bulletin("Từ mai", repeat_days=3, valid_from=at(20, 23))
    assert run(12) == run(22) == [0]
    assert run(23) == [1]


@pytest.mark.parametrize("act", ["end", "withdraw", "unpublish", "expire", "switch off", "none"])
def test_what_is_over_or_asks_for_none_is_not_repeated(every_three_days, run, act):
    match act:
        case "end":
            lifecycle.end_bulletin(bulletin=every_three_days, by=None)
        case "withdraw":
            lifecycle.withdraw_bulletin(bulletin=every_three_days, reason="Sai.", by=None)
        case "unpublish":
            every_three_days.unpublish()
        case "expire":
            publish_again(every_three_days, valid_until=at(12, 7))
        case "switch off":
            publish_again(every_three_days, repeat_days=None)
    assert run(12) == ([1] if act == "none" else [0])


def test_a_draft_and_one_without_a_rhythm_are_not_repeated(clock, run):
    clock(at(9))
    create_draft("Nháp", repeat_days=1)
    publish_bulletin("Một lần")
    assert run(20) == [0, 0]


@pytest.mark.parametrize("act", ["end", "withdraw"])
def test_what_is_brought_back_makes_up_for_what_it_missed_once(every_three_days, run, clock, act):
    if act == "end":
        lifecycle.end_bulletin(bulletin=every_three_days, by=None)
    else:
        lifecycle.withdraw_bulletin(bulletin=every_three_days, reason="Sai.", by=None)
    assert run(19) == [0]
    lifecycle.restore_bulletin(bulletin=every_three_days, by=None)
    assert run(19) == run(20) == [1]
    assert run(21) == [2]


def test_what_is_published_anew_counts_from_then(every_three_days, run):
    every_three_days.unpublish()
    assert run(19) == [0]
    publish_again(every_three_days)
    assert run(21) == [0]
    assert run(22) == [1]


def test_another_rhythm_counts_from_its_publication_and_other_words_leave_it(every_three_days, run):
    run(10)
    publish_again(every_three_days, title="Tiêm vắc-xin")
    assert run(12) == [1]
    run(13, 10)
    publish_again(every_three_days, repeat_days=7)
    assert run(19) == [1]
    assert run(20) == [2]


def test_an_update_leaves_the_rhythm(every_three_days, run):
    run(12, 7)
    lifecycle.add_note(bulletin=every_three_days, kind="update", text="Thêm điểm tiêm.", by=None)
    assert run(12) == [1]


def test_switched_off_it_still_says_when_it_was_repeated(every_three_days, run, entries, health):
    run(12)
    publish_again(every_three_days, repeat_days=None)
    assert run(15) == [1]
    [(_title, facts)] = entries(health)
    assert "Nhắc lại ngày 12/02/2021" in facts


def test_an_older_version_keeps_what_was_repeated(every_three_days, run):
    older = every_three_days.get_latest_revision()
    run(12)
    older.publish()
    row = stored(every_three_days)
    assert (row.repeat_count, row.repeated_at, str(row.announced_on)) == (1, at(12), "2021-02-12")
    assert run(12, 9) == [1]


def test_a_version_read_before_a_repetition_and_saved_after_it_undoes_nothing(
    every_three_days, run
):
    read_before = stored(every_three_days)
    run(12)
    read_before.save()
    assert run(12, 9) == [1]
    assert stored(every_three_days).repeated_at == at(12)


def test_the_date_of_issue_moves_it_where_it_is_later(every_three_days, run, entries, health):
    run(12)
    publish_bulletin("Mới hơn")
    publish_again(every_three_days, issued_on=at(14).date())
    assert entries(health)[0][0] == "Tiêm chủng"
    assert str(stored(every_three_days).announced_on) == "2021-02-14"


def test_years_go_by_the_date_of_issue(clock, run, entries, health):
    clock(at(9))
    publish_bulletin("Năm cũ", issued_on="2020-12-30", repeat_days=3)
    run(12)
    assert len(entries(health, f"{LIST}?nam=2020")) == 1
    soup_of_2021 = entries(health, f"{LIST}?nam=2021")
    assert len(soup_of_2021) == 1  # Nothing is of that year, so the filter is not understood.


def test_pages_lead_on_from_what_was_repeated(every_three_days, run, visit, health):
    for number in range(25):
        publish_bulletin(f"Tin {number}")
    run(12)
    first = read_html(visit(health, LIST).content)
    older = first.select_one("main a[rel=next]")["href"]
    second = read_html(visit(health, LIST + older).content)
    titles = [one.text for page in (first, second) for one in page.select(".entry-title")]
    assert len(titles) == len(set(titles)) == 26
    assert titles[0] == "Tiêm chủng"


def test_kept_pages_are_drawn_anew_where_it_is_shown_and_nowhere_else(
    clock, run, visit, kept, health, district
):
    clock(at(9))
    publish_bulletin("Huyện", audience=["kind:district"], repeat_days=3)
    clock(at(12, 7, 59))
    for agency in (health, district):
        visit(agency, LIST)
    run(12)
    assert (kept(health, LIST), kept(district, LIST)) == (True, False)


def test_a_banner_that_was_put_away_comes_back(clock, run, visit, health):
    clock(at(9))
    publish_bulletin("Lừa đảo", urgency="important", valid_until=at(28), repeat_days=3)

    def key():
        soup = read_html(visit(health).content)
        return soup.select_one("script[data-key]")["data-key"]

    before = key()
    run(12)
    assert key() != before


def test_everybody_in_the_units_it_is_for_is_told_once(
    clock, run, health_editor, health_moderator, district_editor, outsider, ict_publisher
):
    clock(at(9))
    bulletin = publish_bulletin("Tiêm chủng", audience=["kind:department"], repeat_days=3)
    run(12)
    run(12, 9)
    told = Notification.objects.order_by("person__username")
    assert [one.person for one in told] == [health_editor, health_moderator]
    assert {one.event for one in told} == {f"bulletin:{bulletin.pk}:repeat:1"}
    assert all(one.title == "Nhắc lại: Tiêm chủng" for one in told)
    assert {one.url.partition("/admin/")[2] for one in told} == {f"kenh-phat/{bulletin.pk}/"}
    run(15)
    assert told.all().count() == 4


def test_a_unit_that_hides_it_is_not_told(every_three_days, run, health, health_editor):
    create_placement(every_three_days, health, hidden=True)
    run(12)
    assert not Notification.objects.exists()


def test_it_is_entered_in_the_history(every_three_days, run, ict_publisher, sign_in):
    run(12)
    [entry] = ModelLogEntry.objects.for_instance(every_three_days).filter(action="bulletins.repeat")
    assert (entry.user, entry.data["number"]) == (None, 1)


def test_one_that_cannot_be_repeated_does_not_hold_the_others_up(every_three_days, run, caplog):
    Bulletin.objects.update(urgency="emergency")
    publish_bulletin("Khác", repeat_days=2)
    assert run(12) == [0, 1]
    assert "could not be announced again" in caplog.text
