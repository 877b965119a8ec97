"""Proof of display: what is really shown, read from a server on a real port."""

import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from bulletins.models import Bulletin, NoteKind
from bulletins.services import lifecycle
from bulletins.services.placements import update_placement
from bulletins.tests.factories import create_draft, publish_bulletin, publish_emergency
from members.models import Notification
from ops.jobs import pieces
from responses.models import DisplayCheck, DisplayError, DisplayRun
from responses.selectors import checked_websites, rota
from responses.selectors.problems import get_display_problem_labels
from responses.services import nightly_check, verification
from responses.tasks import (
    enqueue_check,
    enqueue_clock_checks,
    enqueue_full_check,
    verify_all,
    verify_bulletin,
)
from responses.tests.factories import create_check
from sites.models import Agency, Failure, HostCheck, Kind
from sites.tests.factories import create_agency
from tests.servers import count_requests, make_static_app

SOON = timezone.now() + timedelta(days=1)
LONG_AGO = timezone.now() - timedelta(days=30)


def urgent(title="Lũ", **fields):
    return publish_emergency(title, **{"valid_until": SOON} | fields)


def outcomes(bulletin):
    """What was found, by the code of the unit."""
    verify_bulletin.call(bulletin.pk)
    return dict(bulletin.checks.values_list("agency__code", "outcome"))


def told(capsys, *arguments):
    """What the command writes, whether it fails or not."""
    try:
        call_command("verify_display", *arguments)
    except CommandError as error:
        return f"{capsys.readouterr().out}{error}"
    return capsys.readouterr().out


EVERYWHERE = {"tinh-bac-kan": "ok", "so-y-te": "ok", "huyen-ba-be": "ok"}


def test_what_is_shown_as_it_should_be_passes_through_its_whole_life(web, ict_publisher, health):
    bulletin = urgent()
    other = urgent("Lũ khác", issued_on="2020-01-01")
    assert outcomes(bulletin) == outcomes(other) == EVERYWHERE
    lifecycle.add_note(bulletin=bulletin, kind=NoteKind.UPDATE, text="Nước rút.", by=ict_publisher)
    assert outcomes(bulletin) == EVERYWHERE
    lifecycle.end_bulletin(bulletin=bulletin, closing_text="Đã an toàn.", by=ict_publisher)
    assert outcomes(bulletin) == EVERYWHERE
    lifecycle.restore_bulletin(bulletin=bulletin, by=ict_publisher)
    lifecycle.withdraw_bulletin(bulletin=bulletin, reason="Nhầm.", by=ict_publisher)
    assert outcomes(bulletin) == EVERYWHERE
    update_placement(
        bulletin=publish_bulletin("Thường"), agency=health, hidden=True, by=ict_publisher
    )
    assert outcomes(Bulletin.objects.get(title="Thường")) == EVERYWHERE


def test_only_units_that_have_to_do_with_a_bulletin_are_remembered(web, health):
    assert outcomes(publish_bulletin(audience=[health.own_code])) == {"so-y-te": "ok"}
    assert outcomes(create_draft("Nháp")) == {}


def test_portal_and_issuer_must_list_what_is_urgent_elsewhere(
    web, elsewhere, visit, province, health, district
):
    bulletin = urgent(audience=[district.own_code], source=health)
    assert outcomes(bulletin) == EVERYWHERE
    expected = dict(bulletin.checks.values_list("agency__code", "expected"))
    assert expected == {"tinh-bac-kan": "elsewhere", "so-y-te": "elsewhere", "huyen-ba-be": "shown"}
    # As if every page were the one that leads there, without the list and then with it.
    page = visit(province, bulletin.path).content
    mark = re.search(r'data-urgent="[^"]*"', visit(province).content.decode())[0]
    labour = create_agency("so-lao-dong", Kind.DEPARTMENT)
    with elsewhere(make_static_app("200 OK", body=page)):
        found = outcomes(bulletin)
    assert found["tinh-bac-kan"] == found["so-y-te"] == DisplayError.UNLISTED
    assert labour.code not in found
    with elsewhere(make_static_app("200 OK", body=page + f"<p {mark}></p>".encode())):
        found = outcomes(bulletin)
    assert (found["tinh-bac-kan"], found[labour.code]) == ("ok", DisplayError.LISTED)


def test_a_website_outside_the_audience_must_lead_to_what_is_urgent(web, visit, province, district):
    labour = create_agency("so-lao-dong", Kind.DEPARTMENT)
    bulletin = urgent(audience=[district.own_code])
    assert outcomes(bulletin) == {"huyen-ba-be": "ok", "tinh-bac-kan": "ok"}
    visit(labour, bulletin.path)
    Bulletin.objects.filter(pk=bulletin.pk).update(title="Lũ lớn")
    assert outcomes(bulletin)["so-lao-dong"] == DisplayError.STALE
    Bulletin.objects.filter(pk=bulletin.pk).update(urgency="routine")
    assert outcomes(bulletin)["so-lao-dong"] == DisplayError.LEFT


def test_what_is_for_few_is_read_there_and_on_some_of_the_rest(
    elsewhere, monkeypatch, health, district
):
    units = [create_agency(f"so-{number}", Kind.DEPARTMENT) for number in range(3)]
    bulletin = publish_bulletin(audience=[health.own_code])
    create_check(bulletin, district)
    hosts = {agency.site.hostname for agency in (health, district)}
    app, asked = count_requests(make_static_app("404 Not Found"))

    def list_read():
        asked.clear()
        with elsewhere(app):
            verify_bulletin.call(bulletin.pk)
        return {host.partition(":")[0] for host, _path in asked}

    for most, number in ((0, 2), (1, 3), (50, Agency.objects.count())):
        monkeypatch.setattr(checked_websites, "MAX_OTHERS", most)
        read = list_read()
        assert hosts <= read and len(read) == number
    assert {agency.site.hostname for agency in units} <= read
    monkeypatch.setattr(checked_websites, "MAX_OTHERS", 0)
    DisplayCheck.objects.exclude(agency__in=[health, district]).delete()
    assert list_read() == hosts
    # Every website names it now.
    Bulletin.objects.update(urgency="important")
    assert list_read() == read


def test_since_when_a_version_is_shown_is_remembered(web, clock, health, ict_publisher):
    bulletin = publish_bulletin(audience=[health.own_code])
    begin = timezone.now()

    def shown_since(**later):
        clock(begin + timedelta(**later))
        verify_bulletin.call(bulletin.pk)
        return bulletin.checks.get().shown_since - begin

    assert shown_since(hours=1) == shown_since(hours=2) == timedelta(hours=1)
    lifecycle.add_note(bulletin=bulletin, kind=NoteKind.UPDATE, text="Thêm.", by=ict_publisher)
    assert shown_since(hours=3) == timedelta(hours=3)
    lifecycle.end_bulletin(bulletin=bulletin, by=ict_publisher)
    # What is over keeps when it was shown.
    assert shown_since(hours=4) == timedelta(hours=3)


def test_a_stale_copy_is_found_by_what_the_page_says_of_itself(web, visit, health, capsys):
    bulletin = urgent()
    visit(health, "/")
    visit(health, bulletin.path)
    # As if the pages of one website were kept somewhere that is told of no change.
    Bulletin.objects.filter(pk=bulletin.pk).update(title="Lũ lớn")
    assert outcomes(bulletin) == EVERYWHERE | {"so-y-te": DisplayError.STALE}
    text = told(capsys, "--bulletin", bulletin.slug)
    assert "An old version is shown." in text and health.site.hostname in text
    assert text.endswith("1 of 3 checks failed.")
    assert get_display_problem_labels(bulletin) == {health.pk: "Đang hiện phiên bản cũ."}


def test_a_stale_front_page_is_found_though_the_bulletin_is_new(web, visit, health):
    bulletin = urgent()
    visit(health, "/")
    Bulletin.objects.filter(pk=bulletin.pk).update(title="Lũ lớn")
    assert outcomes(bulletin)["so-y-te"] == DisplayError.STALE_BANNER


def test_a_banner_that_did_not_come_or_did_not_go_is_found(web, visit, health):
    bulletin = urgent(valid_from=SOON - timedelta(hours=1))
    visit(health, "/")
    Bulletin.objects.filter(pk=bulletin.pk).update(valid_from=None)
    assert outcomes(bulletin)["so-y-te"] == DisplayError.NO_BANNER
    visit(health, bulletin.path)
    Bulletin.objects.filter(pk=bulletin.pk).update(live=False)
    # The other websites were read while they showed it, and go on.
    assert set(outcomes(bulletin).values()) == {DisplayError.LEFT}


def test_what_is_withdrawn_and_still_listed_is_found(web, visit, health, ict_publisher):
    bulletin = publish_bulletin()
    visit(health, "/ban-tin/")
    state = {"live": False, "withdrawn_at": timezone.now(), "closing_words": "Nhầm."}
    Bulletin.objects.filter(pk=bulletin.pk).update(**state)
    found = outcomes(bulletin)
    assert (found["so-y-te"], found["huyen-ba-be"]) == (DisplayError.LISTED, "ok")


@pytest.mark.parametrize(
    ("app", "outcome", "words"),
    [
        (
            make_static_app("421 Misdirected Request"),
            Failure.UNKNOWN_HOST,
            "does not know this name",
        ),
        (make_static_app("200 OK", body=b"Parked"), Failure.FOREIGN, "Something else"),
        (make_static_app("404 Not Found"), DisplayError.MISSING, "is not there"),
        (make_static_app("502 Bad Gateway"), Failure.STATUS, "(HTTP 502)"),
        (
            make_static_app("302 Found", ("Location", "https://khac.vn/")),
            Failure.REDIRECT,
            "(https://khac.vn/)",
        ),
    ],
)
def test_a_server_that_answers_something_else_is_told(db, elsewhere, capsys, app, outcome, words):
    bulletin = publish_bulletin()
    with elsewhere(app):
        assert set(outcomes(bulletin).values()) == {outcome}
        assert words in told(capsys, "--bulletin", bulletin.slug)


def test_a_name_that_dns_does_not_know_is_told_for_that_website_alone(web, settings, health):
    bulletin = publish_bulletin()
    health.site.hostname = "so yte"
    health.site.save()
    assert outcomes(bulletin) == EVERYWHERE | {"so-y-te": Failure.BAD_NAME}
    settings.VERIFY_ADDRESS = None
    health.site.hostname = "soyte.invalid"
    health.site.save()
    assert outcomes(bulletin)["so-y-te"] == Failure.NO_NAME


def test_the_command_reads_everything_and_says_that_all_is_well(web, capsys, monkeypatch):
    # Nights would be too short for that.
    monkeypatch.setattr(rota, "MAX_PAGES", 1)
    publish_bulletin()
    publish_bulletin("Đã qua", valid_until=timezone.now() - timedelta(days=1))
    month_ago = timezone.now() - timedelta(days=30)
    long_over = publish_bulletin("Đã lâu", valid_until=month_ago)
    DisplayRun.objects.filter(bulletin=long_over).update(asked_at=month_ago)
    # Three names, and two bulletins on each of three websites.
    assert told(capsys) == "All 9 checks passed.\n"


def test_the_command_knows_no_bulletin_that_is_not_there(db, capsys):
    assert told(capsys, "--bulletin", "khong-co") == "There is no bulletin at /ban-tin/khong-co/."


def waiting():
    return DBTaskResult.objects.filter(task_path=verify_bulletin.module_path).count()


def test_whatever_changes_a_bulletin_has_it_read_once(db, ict_publisher):
    bulletin = publish_bulletin()
    assert waiting() == 1
    lifecycle.withdraw_bulletin(bulletin=bulletin, reason="Nhầm.", by=ict_publisher)
    # The task that waits will see what has become of it.
    assert waiting() == 1
    DisplayRun.objects.update(begun_at=timezone.now(), done_at=timezone.now())
    lifecycle.restore_bulletin(bulletin=bulletin, by=ict_publisher)
    assert waiting() == 2
    create_draft("Nháp")
    assert waiting() == 2


def test_what_is_found_wrong_is_looked_at_once_more_a_minute_later(db, elsewhere, health, district):
    bulletin = publish_bulletin(audience=[health.own_code])
    with elsewhere(make_static_app("502 Bad Gateway")):
        verify_bulletin.call(bulletin.pk)
    assert waiting() == 2
    second = DBTaskResult.objects.earliest("run_after").task_result
    assert second.task.run_after > timezone.now()
    run = DisplayRun.objects.get()
    assert run.is_done
    app, asked = count_requests(make_static_app("502 Bad Gateway"))
    with elsewhere(app):
        verify_bulletin.call(*second.args, **second.kwargs)
    assert {host.partition(":")[0] for host, _path in asked} == {health.site.hostname}
    # Another check, of a correction, may be under way.
    assert DisplayRun.objects.filter(begun_at=run.begun_at, done_at=run.done_at).exists()
    assert waiting() == 2


def test_what_nobody_has_done_can_be_asked_once_more(db, clock):
    bulletin = publish_bulletin()
    clock(timezone.now() + timedelta(minutes=11))
    enqueue_check(bulletin)
    assert waiting() == 2


def test_what_the_clock_has_changed_is_read_too(db, clock):
    begins, expires, stays = (
        publish_bulletin("Sắp tới", valid_from=SOON),
        publish_bulletin("Sắp hết", valid_until=SOON),
        publish_bulletin("Còn đó"),
    )
    DisplayRun.objects.update(begun_at=timezone.now(), done_at=timezone.now())
    before = DisplayRun.objects.get(bulletin=stays).asked_at
    clock(SOON + timedelta(minutes=1))
    enqueue_clock_checks()
    enqueue_clock_checks()
    asked = dict(DisplayRun.objects.values_list("bulletin", "asked_at"))
    assert asked[stays.pk] == before
    assert asked[begins.pk] == asked[expires.pk] == timezone.now()
    assert waiting() == 5


def test_a_deleted_bulletin_leaves_nothing_to_do(db):
    bulletin = publish_bulletin()
    key = bulletin.pk
    bulletin.delete()
    verify_bulletin.call(key)
    assert not DisplayCheck.objects.exists()


@pytest.mark.parametrize(
    ("meanwhile", "read"),
    [
        (lambda runs: runs.update(asked_at=timezone.now()), 1),
        (lambda runs: Bulletin.objects.get().delete(), 0),
    ],
)
def test_a_check_ends_when_another_is_requested_or_nothing_is_left_to_check(web, meanwhile, read):
    bulletin = publish_bulletin()
    runs = DisplayRun.objects.filter(bulletin=bulletin.pk)

    def after_the_first_website(execute, sql, *rest):
        if 'AS "a" FROM "responses_displayrun"' in sql:
            meanwhile(runs)
        return execute(sql, *rest)

    with connection.execute_wrapper(after_the_first_website):
        verify_bulletin.call(bulletin.pk)
    assert DisplayCheck.objects.count() == read
    assert not runs.filter(done_at__isnull=False).exists()


def test_after_a_check_that_did_not_end_all_websites_are_read(
    elsewhere, monkeypatch, health, district
):
    monkeypatch.setattr(checked_websites, "MAX_OTHERS", 0)
    monkeypatch.setattr(verification, "READ_AT_A_TIME", 1)
    bulletin = publish_bulletin(audience=[district.own_code])
    DisplayRun.objects.update(begun_at=timezone.now())
    app, asked = count_requests(make_static_app("502 Bad Gateway"))
    for number in (Agency.objects.count(), 1):
        asked.clear()
        with elsewhere(app):
            verify_bulletin.call(bulletin.pk)
        hosts = list(dict.fromkeys(host.partition(":")[0] for host, _path in asked))
        assert len(hosts) == number and hosts[0] == district.site.hostname


def test_a_check_is_done_though_the_clock_of_the_machine_that_asked_is_ahead(web, clock):
    bulletin = publish_bulletin()
    clock(timezone.now() - timedelta(seconds=2))
    assert outcomes(bulletin) == EVERYWHERE
    assert DisplayRun.objects.get().is_done


def test_a_check_in_pieces_reads_every_website_and_ends(elsewhere, monkeypatch, work_off):
    monkeypatch.setattr(pieces, "BUDGET_SECONDS", 0)
    monkeypatch.setattr(verification, "READ_AT_A_TIME", 1)
    urgent()
    app, asked = count_requests(make_static_app("502 Bad Gateway"))
    with elsewhere(app):
        work_off()
    # What was under way when a piece ended is read again.
    assert asked and max(asked.values()) <= 2
    assert DisplayCheck.objects.failing().count() == 3
    # A piece for each website, one that finds nothing left, and the second look.
    assert waiting() == 5
    assert DisplayRun.objects.get().is_done


def test_a_piece_does_nothing_once_another_check_is_requested(web, monkeypatch, work_off):
    monkeypatch.setattr(pieces, "BUDGET_SECONDS", 0)
    monkeypatch.setattr(verification, "READ_AT_A_TIME", 1)
    urgent()
    verify_bulletin.call(Bulletin.objects.get().pk)
    assert DisplayCheck.objects.count() == 1
    DisplayRun.objects.update(asked_at=timezone.now() + timedelta(minutes=1))
    rest = DBTaskResult.objects.get(args_kwargs__args__2__isnull=False).task_result
    list(rest.task.func(*rest.args))
    assert DisplayCheck.objects.count() == 1
    assert not DisplayRun.objects.get().is_done


def test_a_night_in_pieces_reads_every_website_and_tells_of_it(
    elsewhere, ict_publisher, monkeypatch, work_off
):
    monkeypatch.setattr(pieces, "BUDGET_SECONDS", 0)
    monkeypatch.setattr(verification, "READ_AT_A_TIME", 1)
    monkeypatch.setattr(nightly_check, "NAMES_AT_A_TIME", 1)
    publish_bulletin()
    DBTaskResult.objects.all().delete()
    enqueue_full_check()
    app, asked = count_requests(make_static_app("502 Bad Gateway"))
    with elsewhere(app):
        work_off()
    # Home pages are read for the names too.
    assert max(asked.values()) <= 3
    assert (HostCheck.objects.count(), DisplayCheck.objects.count()) == (3, 3)
    assert Notification.objects.get(person=ict_publisher).title.startswith("3 trang")


def test_everything_is_read_once_at_a_time(db):
    enqueue_full_check()
    enqueue_full_check()
    everything = DBTaskResult.objects.filter(task_path=verify_all.module_path)
    assert everything.count() == 1
    everything.update(status=TaskResultStatus.SUCCESSFUL)
    enqueue_full_check()
    assert everything.count() == 2


def test_those_who_publish_are_told_of_what_is_wrong_once_a_day(
    elsewhere, ict_publisher, ict_author
):
    publish_bulletin()
    with elsewhere(make_static_app("502 Bad Gateway")):
        verify_all.call()
        verify_all.call()
    told = Notification.objects.get(person=ict_publisher)
    assert told.title == "3 trang không hiển thị đúng"
    assert told.url.endswith("/admin/hien-thi/")
    assert not Notification.objects.filter(person=ict_author).exists()


def test_nobody_is_told_where_all_is_well(web, ict_publisher):
    publish_bulletin()
    verify_all.call()
    assert HostCheck.objects.count() == 3
    assert not Notification.objects.exists()
