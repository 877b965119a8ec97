import unicodedata
from dataclasses import replace
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from PIL import Image

from content import tasks
from content.models import DocumentText, ExtractionStatus
from content.signals import document_text_extracted
from content.tasks import MAX_CHARACTERS, UNREADABLE, ExtractedText, extract_text
from content.tests.factories import (
    create_document,
    encode_image,
    make_docx,
    make_odt,
    make_pdf,
    make_upload,
    make_zip,
)

WORDS = "Thong bao ve viec phun thuoc diet muoi"
SCAN = encode_image(Image.new("L", (100, 140), "white"), "PDF")
LOCKED = make_pdf(WORDS).replace(
    b"<</Root 1 0 R>>",
    b"<</Root 1 0 R/ID[<00><00>]/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -44/O<%s>/U<%s>>>>>"
    % (b"41" * 32, b"42" * 32),
)
WORD_TEXT = make_docx(
    "<w:p><w:r><w:t>Quyết định</w:t></w:r><w:r><w:t xml:space='preserve'> số</w:t><w:tab/>"
    "<w:t>15/2024/QĐ-UBND</w:t></w:r></w:p><w:p><w:del><w:r><w:delText>bỏ</w:delText></w:r></w:del>"
    "<w:r><w:t>phun&#xad; thuốc &amp; diệt\u200b muỗi</w:t><w:br/><w:t>2 xã</w:t></w:r></w:p>"
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Xã</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    "<mc:A xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'><mc:Fallback>"
    "<w:p><w:r><w:t>hai lần</w:t></w:r></w:p></mc:Fallback></mc:A>"
)
ODT_TEXT = make_odt(
    "<text:tracked-changes><text:p>bỏ</text:p></text:tracked-changes><text:h>Nghị quyết</text:h>"
    "<text:p>  về<text:s text:c='3'/>việc <text:span>chung</text:span><text:tab/>ấy</text:p>"
    "<table:table><table:table-cell><text:p>Xã</text:p></table:table-cell></table:table>"
)
# Unicode puts the one below before the one above, over however long a row.
MARKS = "\u0301\u0323"
LAUGHS = "<!DOCTYPE a [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {new} '{10 * f'&{old};'}'>" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.fixture
def told():
    """The documents that other apps were told of."""
    heard = []

    def hear(instance, **kwargs):
        heard.append((instance.pk, instance.reading))

    document_text_extracted.connect(hear)
    yield heard
    document_text_extracted.disconnect(hear)


def kept(agency, name="a.pdf", content=SCAN):
    return create_document(agency.collection, "A", file=make_upload(name, content))


def state(document):
    document.refresh_from_db()
    return document.reading


def text(document):
    return DocumentText.objects.get(document=document).text


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (make_pdf(WORDS), ExtractedText(ExtractionStatus.READ, WORDS)),
        (
            WORD_TEXT,
            ExtractedText(
                "read", "Quyết định số 15/2024/QĐ-UBND\nphun thuốc & diệt muỗi\n2 xã\nXã"
            ),
        ),
        (ODT_TEXT, ExtractedText("read", "Nghị quyết\nvề việc chung ấy\nXã")),
        (make_docx(""), ExtractedText(ExtractionStatus.READ)),
        (SCAN, ExtractedText(ExtractionStatus.SCAN)),
        (make_pdf("7"), ExtractedText(ExtractionStatus.SCAN, "7")),
    ],
    ids=["pdf", "docx", "odt", "empty form", "scan", "page number"],
)
def test_what_a_file_says_is_found(content, found):
    assert extract_text(content) == found


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7\n%%EOF\n",
        b"%PDF-1.7\n" + b"<" * 100_000,
        LOCKED,
        WORD_TEXT[:-60],
        ODT_TEXT.replace(b"</text:h>", b"</text:p>"),
        make_zip({"a.txt": "chữ"}, "a.docx").read(),
        make_docx("<w:p><w:r><w:t>&i;</w:t></w:r></w:p>", f"{LAUGHS}]>"),
        make_docx("", "<!DOCTYPE a SYSTEM 'file:///etc/passwd'>"),
    ],
    ids=["nothing", "no pages", "rubbish", "encrypted", "truncated", "wrong xml", "other zip",
         "billion laughs", "entity from outside"],
)  # fmt: skip
def test_what_cannot_be_read_does_no_harm(content):
    assert extract_text(content) == UNREADABLE


@pytest.mark.drill("processes")
def test_what_would_keep_the_machine_busy_for_minutes_is_given_up():
    assert (
        extract_text(make_docx(f"<w:p><w:r><w:t>a{250_000 * MARKS}</w:t></w:r></w:p>"))
        == UNREADABLE
    )


@pytest.mark.parametrize(
    "content",
    [
        make_docx("<w:p>" * 500_000 + "</w:p>" * 500_000),
        make_docx(f"<w:p><w:r><w:t>{20_000_000 * ' '}</w:t></w:r></w:p>"),
        make_docx(f"<w:p w:a='{100_000_000 * 'x'}'/>"),
    ],
    ids=["deep", "zip bomb of spaces", "zip bomb of an attribute"],
)
def test_a_file_that_unpacks_to_nothing_but_size_has_no_text(content):
    assert extract_text(content) == ExtractedText(ExtractionStatus.READ)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (make_pdf(WORDS, pages=10_000), WORDS),
        (make_docx("<w:p><w:r><w:t>diệt muỗi ạ</w:t></w:r></w:p>" * 100_000), "diệt muỗi ạ"),
    ],
    ids=["pages", "paragraphs"],
)
def test_of_a_long_file_the_beginning_is_kept(content, words):
    found = extract_text(content)
    assert found.reading == ExtractionStatus.READ
    # How much it is before the time is over depends on the machine.
    assert len(found.text) <= MAX_CHARACTERS
    assert found.text.split()[: len(words.split())] == words.split()


def test_rows_of_dots_to_be_filled_in_are_one_sign():
    form = make_odt("<text:p>Họ tên: ........ , ngày ___/___/____ tại ……………… (1)...</text:p>")
    assert extract_text(form).text == "Họ tên: … , ngày ___/___/… tại … (1)..."


def test_letters_are_kept_in_one_piece():
    apart = unicodedata.normalize("NFD", "Bắc Kạn")
    assert extract_text(make_odt(f"<text:p>{apart}</text:p>")).text == "Bắc Kạn"


@pytest.mark.parametrize(
    "script",
    [
        "while True: pass",
        "import time; time.sleep(60)",
        "import sys; sys.stdout.write('read\\nx\\0')",
        "import sys; sys.stdout.buffer.write(b'read\\n\\xff')",
        "import sys; sys.stdout.write('none\\n')",
    ],
    ids=["loop", "sleep", "nul", "no utf-8", "another answer"],
)
def test_a_reader_that_was_taken_over_is_not_waited_for_nor_believed(script, monkeypatch, tmp_path):
    taken_over = tmp_path / "reader.py"
    taken_over.write_text(script)
    monkeypatch.setattr(tasks, "READER", str(taken_over))
    monkeypatch.setattr(tasks, "LIMITS", replace(tasks.LIMITS, cpu=1, clock=1))
    assert extract_text(make_pdf(WORDS)) == UNREADABLE


def test_files_are_read_after_they_were_saved_and_others_are_told(health, work_off, told):
    files = {"a.pdf": SCAN, "b.docx": WORD_TEXT, "c.PDF": LOCKED, "d.txt": "chữ".encode()}
    made = [kept(health, name, content) for name, content in files.items()]
    assert [state(document) for document in made] == ["unread"] * 4
    work_off()
    states = [state(document) for document in made]
    assert states == ["scan", "read", "unreadable", "unread"]
    assert text(made[1]).startswith("Quyết định")
    assert sorted(told) == [(document.pk, document.reading) for document in made[:3]]


def test_the_same_bytes_are_read_once_and_others_anew(health, work_off, told):
    document = kept(health, "a.pdf", make_pdf(WORDS))
    work_off()
    document.refresh_from_db()
    told.clear()
    document.file = make_upload("b.pdf", make_pdf(WORDS))
    document.save()
    work_off()
    assert (state(document), told) == ("read", [])
    document.file = make_upload("c.pdf", SCAN)
    document.save()
    assert state(document) == "unread"
    assert not DocumentText.objects.exists()
    work_off()
    assert told == [(document.pk, "unread"), (document.pk, "scan")]


def test_a_file_that_was_replaced_meanwhile_says_nothing_of_the_new_one(health, work_off):
    document = kept(health)
    document.file = make_upload("b.txt", "chữ".encode())
    document.save()
    work_off()
    assert state(document) == "unread"
    assert not DocumentText.objects.exists()


def test_a_file_that_is_too_large_is_not_read(health, work_off, settings):
    document = kept(health, content=make_pdf(WORDS))
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 100
    work_off()
    assert state(document) == "unreadable"


def test_the_command_reads_what_was_there_before(health, district):
    files = [(health, "a.docx", WORD_TEXT), (district, "b.pdf", SCAN), (health, "c.odt", b"PK")]
    first, *_others = [kept(*file) for file in files]
    kept(district, "d.txt", "chữ".encode())
    output = StringIO()
    for _ in range(2):
        call_command("read_documents", stdout=output)
    assert output.getvalue().splitlines() == [
        "1 read, 1 scan, 1 unreadable",
        "0 read, 0 scan, 0 unreadable",
    ]
    assert "15/2024" in text(first)


def test_the_command_names_files_that_are_not_there_and_reads_the_others(health):
    lost, there = kept(health), kept(health, "b.pdf", make_pdf(WORDS))
    lost.file.storage.delete(lost.file.name)
    with pytest.raises(CommandError, match=f"{lost.pk}: documents/"):
        call_command("read_documents", stdout=StringIO())
    assert (state(lost), state(there)) == ("unread", "read")


def test_a_document_without_a_file_of_its_own_can_be_saved_again(health, work_off):
    document = kept(health, "a.docx", WORD_TEXT)
    work_off()
    document.refresh_from_db()
    document.title = "B"
    document.save()
    document.file.save("c.docx", ContentFile(WORD_TEXT))
    assert state(document) == "read"
