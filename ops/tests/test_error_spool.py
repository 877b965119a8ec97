from datetime import UTC, datetime

import pytest

from ops.errors import spool
from ops.errors.batch import Batch, KindCount, Occurrence
from ops.errors.spool import hand_in, put_aside

MOMENT = datetime(2026, 12, 1, 8, tzinfo=UTC)


@pytest.fixture
def folder(settings, tmp_path):
    settings.ERRORS_FOLDER = str(tmp_path / "node")
    return tmp_path / "node"


def make_batch(code="7KQ2M9XD", times=5):
    kind = KindCount(code, "ValueError", ["a.py:1 b"], "1.0.0", MOMENT, MOMENT)
    for number in range(times):
        kind.add(
            Occurrence(
                at=MOMENT,
                request=f"{number:016}",
                route="site_map",
                pattern="so-do/",
                page_type="",
                method="GET",
                status=500,
                role="",
                agency="so-y-te",
                node="may-1",
                version="1.0.0",
            )
        )
    return Batch([kind])


def test_what_is_put_aside_is_handed_in_as_it_was(folder):
    batch, saved = make_batch(), []
    assert put_aside(batch)
    assert (folder.stat().st_mode & 0o777) == 0o700
    hand_in(saved.append)
    [one] = saved
    assert (one.number, one.kinds) == (batch.number, batch.kinds)
    [kind] = one.kinds.values()
    assert kind.count == 5 == sum(occurrence.count for occurrence in kind.occurrences)
    assert len(kind.occurrences) == 3 and [*folder.glob("*.json")] == []


def test_what_cannot_be_saved_stays(folder):
    def refuse(batch):
        raise ZeroDivisionError

    put_aside(make_batch())
    with pytest.raises(ZeroDivisionError):
        hand_in(refuse)
    assert len([*folder.glob("*.json")]) == 1


def test_one_process_hands_in_at_a_time(folder):
    saved = []

    def save(batch):
        saved.append(batch)
        hand_in(saved.append)

    put_aside(make_batch())
    put_aside(make_batch())
    hand_in(save)
    assert len({batch.number for batch in saved}) == len(saved) == 2


def test_the_folder_is_bounded(folder, monkeypatch):
    monkeypatch.setattr(spool, "MAX_BYTES", 3000)
    taken = [put_aside(make_batch()) for _again in range(10)]
    assert taken[0] and not taken[-1]
    assert sum(file.stat().st_size for file in folder.iterdir()) <= 3000


def test_what_is_no_batch_is_removed_and_holds_up_no_other(folder):
    put_aside(make_batch())
    for name, text in (
        ("0", ""),
        ("1", "{}"),
        ("2", '{"number": "a", "kinds": [{}]}'),
        ("3", "[]"),
    ):
        (folder / f"{name}.json").write_text(text)
    (folder / "4.json").write_bytes(b"\xff")
    saved = []
    hand_in(saved.append)
    assert len(saved) == 1 and [*folder.glob("*.json")] == []


def test_without_a_folder_nothing_is_put_aside(settings):
    settings.ERRORS_FOLDER = ""
    assert not put_aside(make_batch())
    hand_in(None)


def test_a_folder_that_cannot_be_used_is_no_reason_to_fail(settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.ERRORS_FOLDER = str(tmp_path / "file")
    assert not put_aside(make_batch())
    hand_in(None)


def test_batches_that_were_written_nowhere_are_one():
    first, second = make_batch(), make_batch(times=4)
    second.kinds |= make_batch("0000000A").kinds
    first.merge(second)
    assert {code: kind.count for code, kind in first.kinds.items()} == {
        "7KQ2M9XD": 9,
        "0000000A": 5,
    }
