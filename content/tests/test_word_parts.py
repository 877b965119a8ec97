"""What a Word file holds, and what it may not."""

import zipfile
from io import BytesIO

import pytest

from content.files.word_reader import (
    MAX_ENTRIES,
    NoDocumentError,
    TooLargeError,
    count_parts,
    open_archive,
)

NEEDED = {"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}


def pack(parts):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def count(xml):
    return +count_parts(open_archive(pack(NEEDED | {"word/document.xml": xml.encode()})))


def test_what_is_written_twice_for_older_programs_counts_once():
    box = "<w:txbxContent/>"
    choice = f"<m:Choice>{box}</m:Choice><m:Fallback>{box}</m:Fallback>"
    names = 'xmlns:w="urn:w" xmlns:m="urn:m"'
    once = count(f"<w:d {names}>{box}</w:d>")
    assert sum(once.values()) == 1
    assert count(f"<w:d {names}>{choice}</w:d>") == once
    twice = count(f"<w:d {names}>{choice}{choice}</w:d>")
    assert twice == once + once
    assert count(f"<w:d {names}>{choice}{box}</w:d>") == twice


@pytest.mark.parametrize("missing", list(NEEDED))
def test_a_file_without_its_parts_is_no_document(missing):
    with pytest.raises(NoDocumentError):
        open_archive(pack({name: text for name, text in NEEDED.items() if name != missing}))


def test_a_file_has_so_many_parts():
    names = [f"word/{number}.bin" for number in range(MAX_ENTRIES - len(NEEDED))]
    assert open_archive(pack(NEEDED | dict.fromkeys(names, b""))).namelist()
    with pytest.raises(TooLargeError):
        open_archive(pack(NEEDED | dict.fromkeys([*names, "word/more.bin"], b"")))


def test_a_file_does_not_grow_without_end_when_it_is_unpacked():
    with pytest.raises(TooLargeError):
        open_archive(pack(NEEDED | {"word/media/a.png": b"\0" * 10_000_000}))
