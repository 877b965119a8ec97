"""The file of a backup: whole or not there, and never believed unread."""

import errno
import os
import shutil
import subprocess
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from ops.backup.archive import read_archive, verify_archive, write_archive
from ops.backup.errors import BackupError

KIND = "installation"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "one.bantin"


def write(path, recipient="", content=b"rows" * 5000):
    with write_archive(path, {"kind": KIND, "id": "1", "version": "9"}, recipient) as writer:
        writer.add("files/a/một.pdf", len(content), BytesIO(content))
        writer.add("rows/home.newspage.jsonl.gz", 3, BytesIO(b"abc"), rows=1)
        writer.manifest.details["missing"] = ["b.png"]


@pytest.fixture
def keys(tmp_path):
    """Two key files of age, and the public key of the first."""
    if not shutil.which("age-keygen"):
        pytest.skip("age is not installed")
    for name in ("key", "other"):
        subprocess.run(["age-keygen", "-o", tmp_path / name], check=True, capture_output=True)
    return (
        tmp_path / "key",
        tmp_path / "other",
        (tmp_path / "key").read_text().split("public key: ")[1].split()[0],
    )


def test_what_was_written_is_read_and_only_its_owner_may(path):
    write(path)
    manifest = verify_archive(path, KIND)
    assert [*manifest.parts] == ["files/a/một.pdf", "rows/home.newspage.jsonl.gz"]
    assert manifest.parts["rows/home.newspage.jsonl.gz"]["rows"] == 1
    assert manifest.details == {"missing": ["b.png"]}
    with read_archive(path) as parts:
        contents = {name: content.read() for name, content in parts}
    assert contents["files/a/một.pdf"] == b"rows" * 5000
    assert path.stat().st_mode & 0o077 == 0
    assert [one.name for one in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "place", [b"bantin.json", b'"version"', b"rowsrows", b"abc", b"missing", b'"sha256": "']
)
def test_a_changed_byte_is_found_wherever_it_is(path, place):
    write(path)
    data = bytearray(path.read_bytes())
    data[data.rindex(place) + len(place) - 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(BackupError, match=r"damaged|no backup|cut off"):
        verify_archive(path, KIND)


@pytest.mark.parametrize("place", [0, 0.3, 0.9])
def test_an_archive_that_was_cut_off_is_found(path, place):
    write(path)
    data = path.read_bytes().rstrip(b"\0")
    path.write_bytes(data[: int(len(data) * place)])
    with pytest.raises(BackupError, match=r"damaged|cut off|no backup"):
        verify_archive(path, KIND)


def test_another_kind_of_file_is_refused_by_its_name(path):
    write(path)
    with pytest.raises(BackupError, match="agency"):
        verify_archive(path, "agency")
    path.write_text("Hello")
    with pytest.raises(BackupError, match="no backup"):
        verify_archive(path, KIND)


def test_nothing_is_written_over_and_a_failure_leaves_nothing(path):
    write(path)
    before = path.read_bytes()
    with pytest.raises(BackupError, match="already"):
        write(path)
    assert path.read_bytes() == before
    path.unlink()
    with pytest.raises(OSError, match="end of data"):  # noqa: SIM117
        with write_archive(path, {"kind": KIND}, "") as writer:
            writer.add("files/torn", 100, BytesIO(b"less"))
    assert [*path.parent.iterdir()] == []


def test_two_do_not_write_the_same_file(path):
    with (
        write_archive(path, {"kind": KIND}, ""),
        pytest.raises(BackupError, match="Another process"),
    ):
        write(path)
    assert verify_archive(path, KIND)


def test_who_had_to_wait_for_the_name_does_not_empty_the_backup_that_is_there_by_then(
    path, monkeypatch
):
    first = write_archive(path, {"kind": KIND, "id": "first"}, "")
    first.__enter__()
    waiting, open_file = [first], os.open

    def open_while_the_other_ends(file, *args):
        number = open_file(file, *args)
        while waiting:
            waiting.pop().__exit__(None, None, None)
        return number

    monkeypatch.setattr(os, "open", open_while_the_other_ends)
    with pytest.raises(BackupError, match="already"):
        write(path)
    monkeypatch.undo()
    assert verify_archive(path, KIND).header["id"] == "first"
    assert [*path.parent.iterdir()] == [path]


FULL = Path("/dev/full")


@pytest.mark.parametrize("is_encrypted", [False, True])
def test_a_disk_that_is_full_while_a_backup_is_read_is_not_called_a_broken_backup(
    path, request, is_encrypted
):
    key, _other, recipient = request.getfixturevalue("keys") if is_encrypted else ("", "", "")
    write(path, recipient)
    with pytest.raises(OSError) as caught, read_archive(path, str(key)) as parts:  # noqa: PT011
        for _name, content in parts:
            FULL.write_bytes(content.read())
    assert caught.value.errno == errno.ENOSPC


@pytest.mark.parametrize("error", [EOFError("theirs"), tarfile.ReadError("theirs")])
def test_what_goes_wrong_with_the_parts_of_a_backup_is_left_to_whoever_reads_them(path, error):
    write(path)
    with pytest.raises(type(error), match="theirs"), read_archive(path):
        raise error


def test_a_backup_that_cannot_be_read_is_said_by_its_name(path):
    with pytest.raises(BackupError, match=r"one.bantin cannot be read: No such file"):
        verify_archive(path, KIND)
    path.mkdir()
    with pytest.raises(BackupError, match=r"one.bantin cannot be read: Is a directory"):
        verify_archive(path, KIND)


def test_another_pipe_that_breaks_is_not_called_a_failure_of_age(path, keys):
    with (
        pytest.raises(BrokenPipeError, match="theirs"),
        write_archive(path, {"kind": KIND}, keys[2]),
    ):
        raise BrokenPipeError("theirs")
    assert [*path.parent.glob("*bantin*")] == []


def test_an_encrypted_archive_is_read_with_its_key_and_no_other(path, keys):
    key, other, recipient = keys
    write(path, recipient)
    assert b"newspage" not in path.read_bytes()
    assert len(verify_archive(path, KIND, str(key)).parts) == 2
    with pytest.raises(BackupError, match="--identity"):
        verify_archive(path, KIND)
    with pytest.raises(BackupError, match="age"):
        verify_archive(path, KIND, str(other))
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(BackupError, match=r"age|damaged|cut off"):
        verify_archive(path, KIND, str(key))


def test_a_key_that_age_does_not_know_is_said_and_leaves_nothing(path, keys):
    with pytest.raises(BackupError, match="age"):
        write(path, "age1nobody", content=os.urandom(300_000))
    assert not path.exists()
    assert not path.with_name(f"{path.name}.part").exists()
