"""What happens to a bulletin after it was published, on two websites and in its history."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from bulletins.models import Bulletin, NoteKind
from bulletins.services import lifecycle
from bulletins.tests.factories import create_draft, publish_bulletin, publish_emergency
from members.tests.approval import status

pytestmark = pytest.mark.django_db


def add_note(bulletin, text, by=None, kind=NoteKind.UPDATE):
    lifecycle.add_note(bulletin=bulletin, kind=kind, text=text, by=by)


def stored(bulletin):
    return Bulletin.objects.get(pk=bulletin.pk)


def latest(bulletin):
    return stored(bulletin).get_latest_revision_as_object()


def texts(bulletin):
    return [(note.kind, note.text) for note in bulletin.notes.all()]


def last_entry(bulletin):
    entry = ModelLogEntry.objects.for_instance(bulletin).latest("timestamp", "pk")
    return entry.action, entry.user


@pytest.fixture
def bulletin():
    until = timezone.now() + timedelta(hours=5)
    return publish_emergency(valid_until=until)


@pytest.fixture
def statuses(visit, health, district):
    def of(slug="lu-quet"):
        return [visit(agency, f"/ban-tin/{slug}/").status_code for agency in (health, district)]

    return of


@pytest.mark.parametrize("kind", NoteKind.values)
def test_a_note_is_published_at_once_newest_first_with_its_person(bulletin, ict_publisher, kind):
    add_note(bulletin, " Nước rút. ", ict_publisher, kind)
    add_note(bulletin, "Đường thông.", ict_publisher, kind)
    assert texts(stored(bulletin)) == [(kind, "Đường thông."), (kind, "Nước rút.")]
    assert last_entry(bulletin) == (f"bulletins.{kind}", ict_publisher)
    assert not stored(bulletin).has_unpublished_changes


def test_an_update_is_the_latest_version_and_the_published_one(bulletin, ict_publisher, clock):
    entries = ModelLogEntry.objects.for_instance(bulletin).count()
    clock(moment := timezone.now() + timedelta(hours=1))
    add_note(bulletin, "Nước rút.", ict_publisher)
    row = stored(bulletin)
    assert row.live_revision == row.get_latest_revision()
    assert (row.live_revision.user, row.last_published_at) == (ict_publisher, moment)
    assert texts(row.live_revision.as_object()) == [("update", "Nước rút.")]
    assert ModelLogEntry.objects.for_instance(bulletin).count() == entries + 1


def test_what_was_published_unfinished_can_be_updated(bulletin):
    Bulletin.objects.filter(pk=bulletin.pk).update(title="", summary="")
    add_note(bulletin, "Nước rút.")
    assert texts(stored(bulletin)) == [("update", "Nước rút.")]


def test_a_draft_survives_an_update_and_gets_it_too(bulletin):
    bulletin.title = "Lũ lớn"
    bulletin.save_revision()
    add_note(bulletin, "Nước rút.")
    assert (stored(bulletin).title, latest(bulletin).title) == ("Lũ quét", "Lũ lớn")
    assert texts(latest(bulletin)) == texts(stored(bulletin)) == [("update", "Nước rút.")]
    assert stored(bulletin).has_unpublished_changes
    stored(bulletin).get_latest_revision().publish()
    assert (stored(bulletin).title, texts(stored(bulletin))) == (
        "Lũ lớn",
        [("update", "Nước rút.")],
    )


def test_an_unfinished_draft_does_not_hold_an_update_up(bulletin):
    bulletin.summary = ""
    bulletin.save_revision(clean=False)
    add_note(bulletin, "Nước rút.")
    assert (stored(bulletin).summary, latest(bulletin).summary) == ("Tóm tắt: Lũ quét.", "")


def test_what_waits_for_approval_goes_on_waiting_after_an_update(bulletin, ict_author):
    bulletin.title = "Lũ lớn"
    bulletin.save_revision(user=ict_author)
    bulletin.get_workflow().start(bulletin, ict_author)
    add_note(bulletin, "Nước rút.")
    assert status(bulletin) == "in_progress"


@pytest.mark.parametrize("text", ["", "  ", "x" * 601])
def test_a_note_without_words_or_with_too_many_changes_nothing(bulletin, text):
    with pytest.raises(ValidationError):
        add_note(bulletin, text)
    assert texts(stored(bulletin)) == []


def test_the_same_words_are_told_once(bulletin):
    add_note(bulletin, "Nước rút.")
    with pytest.raises(ValidationError):
        add_note(bulletin, "Nước rút. ")
    add_note(bulletin, "Nước rút.", kind=NoteKind.CORRECTION)
    assert len(texts(stored(bulletin))) == 2


def test_an_end_is_shown_and_entered_and_comes_once(bulletin, ict_publisher, statuses, health):
    lifecycle.end_bulletin(bulletin=bulletin, closing_text="Đường thông.", by=ict_publisher)
    assert (stored(bulletin).is_recently_ended(), stored(bulletin).closing_words) == (
        True,
        "Đường thông.",
    )
    assert not Bulletin.objects.visible_on(health).exists()
    assert statuses() == [200, 200]
    assert last_entry(bulletin) == ("bulletins.end", ict_publisher)
    with pytest.raises(ValidationError):
        lifecycle.end_bulletin(bulletin=bulletin, by=None)


def test_a_withdrawal_takes_it_from_all_websites_with_reason_and_successor(
    bulletin, ict_publisher, health
):
    successor = publish_bulletin("Lũ quét, bản mới")
    lifecycle.withdraw_bulletin(
        bulletin=bulletin, reason="Sai vùng.", successor=successor, by=ict_publisher
    )
    row = stored(bulletin)
    assert (row.live, row.closing_words, row.successor) == (False, "Sai vùng.", successor)
    assert list(Bulletin.objects.visible_on(health)) == [successor]
    assert list(Bulletin.objects.withdrawn_from(health)) == [bulletin]
    assert last_entry(bulletin) == ("bulletins.withdraw", ict_publisher)


@pytest.mark.parametrize("reason", ["", " ", "x" * 301])
def test_a_withdrawal_needs_a_reason_that_fits(bulletin, reason, statuses):
    with pytest.raises(ValidationError):
        lifecycle.withdraw_bulletin(bulletin=bulletin, reason=reason, by=None)
    assert statuses() == [200, 200]


def test_nothing_takes_its_own_place(bulletin):
    with pytest.raises(ValidationError):
        lifecycle.withdraw_bulletin(bulletin=bulletin, reason="Sai.", successor=bulletin, by=None)
    assert stored(bulletin).live


def test_what_was_never_published_is_neither_told_anew_nor_ended_nor_withdrawn():
    bulletin = create_draft("Nháp")
    for act in (
        lambda: add_note(bulletin, "Mới."),
        lambda: lifecycle.end_bulletin(bulletin=bulletin, by=None),
        lambda: lifecycle.withdraw_bulletin(bulletin=bulletin, reason="Sai.", by=None),
        lambda: lifecycle.restore_bulletin(bulletin=bulletin, by=None),
    ):
        with pytest.raises(ValidationError):
            act()


@pytest.mark.parametrize("act", ["end", "withdraw"])
def test_what_is_brought_back_is_as_it_was_and_its_draft_too(
    bulletin, act, ict_publisher, health, statuses
):
    bulletin.title = "Lũ lớn"
    bulletin.save_revision()
    if act == "end":
        lifecycle.end_bulletin(bulletin=bulletin, closing_text="Hết.", by=None)
    else:
        lifecycle.withdraw_bulletin(bulletin=bulletin, reason="Sai.", by=None)
    lifecycle.restore_bulletin(bulletin=bulletin, by=ict_publisher)
    row = stored(bulletin)
    assert (row.title, row.closing_words, latest(row).title) == ("Lũ quét", "", "Lũ lớn")
    assert row.live and row.has_unpublished_changes
    assert list(Bulletin.objects.visible_on(health)) == [bulletin]
    assert statuses() == [200, 200]
    assert last_entry(bulletin) == ("bulletins.bring_back", ict_publisher)


@pytest.mark.parametrize("act", ["end", "withdraw"])
def test_an_older_version_does_not_undo_an_end_or_a_withdrawal(bulletin, act, health):
    older = bulletin.get_latest_revision()
    bulletin.title = "Lũ lớn"
    bulletin.save_revision().publish()
    if act == "end":
        lifecycle.end_bulletin(bulletin=bulletin, closing_text="Hết.", by=None)
    else:
        lifecycle.withdraw_bulletin(bulletin=bulletin, reason="Sai.", by=None)
    older.refresh_from_db()
    older.publish()
    row = stored(bulletin)
    assert row.title == "Lũ quét"
    assert bool(row.ended_at or row.withdrawn_at) and row.closing_words
    assert not Bulletin.objects.visible_on(health).exists()
