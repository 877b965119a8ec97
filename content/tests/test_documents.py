import codecs
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from content.files import validation
from content.models import AgencyDocument
from tests.old_office import ole, workbook
from tests.uploads import packed, paper

ODT = "application/vnd.oasis.opendocument.text"
OLE = ole({"Something": b"else"})
PAGE = b"<!DOCTYPE html><script>alert(1)</script>"
PROGRAM = b"MZ\x90\0\x03\0\0\0"
WORDS = "Kế hoạch phòng dịch\nsố 45"

HONEST = [
    paper("a.pdf"),
    paper("HOA.PDF"),
    paper("a.rtf", rb"{\rtf1\ansi Xin}"),
    paper("a.doc", ole({"WordDocument": b"", "1Table": b""})),
    paper("a.xls", ole({"Workbook": workbook(0)})),
    paper("a.ppt", ole({"PowerPoint Document": b""})),
    paper("a.txt", WORDS.encode()),
    paper("a.txt", b""),
    paper("a.csv", codecs.BOM_UTF8 + WORDS.encode()),
    paper("a.csv", WORDS.encode("utf-16")),
    paper("a.txt", "Ba Bê số".encode("cp1258", "ignore")),
    packed({"[Content_Types].xml": "<Types/>", "word/document.xml": ""}, "a.docx"),
    packed({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": ""}, "a.xlsx"),
    packed({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": ""}, "a.pptx"),
    packed({"mimetype": ODT, "content.xml": "<office/>"}, "a.odt"),
    packed({"a.txt": "a"}, "a.zip"),
]
PRETENDING = [
    (paper("a.pdf", PAGE), "a web page"),
    (paper("a.pdf", b"  \n" + PAGE), "a web page"),
    (paper("a.pdf", PROGRAM), "a program"),
    (paper("a.pdf", b""), "nothing"),
    (paper("a.txt", PAGE), "a web page"),
    (paper("a.csv", codecs.BOM_UTF8 + PAGE), "a web page"),
    (paper("a.txt", PAGE.decode().encode("utf-16")), "data of an unknown kind"),
    (paper("a.txt", b"so 45\0"), "data of an unknown kind"),
    (paper("a.docx", b"%PDF-1.7"), "pdf"),
    (paper("a.doc", OLE), "data of an unknown kind"),
    (paper("a.doc", ole({"Workbook": workbook(0)})), "data of an unknown kind"),
    (paper("a.rtf", OLE), "data of an unknown kind"),
    (packed({"a.txt": "a"}, "a.docx"), "zip"),
    (packed({"[Content_Types].xml": "", "xl/workbook.xml": ""}, "a.docx"), "xlsx"),
    (packed({"mimetype": "text/html"}, "a.odt"), "zip"),
    (paper("a.zip", b"PK\x03\x04" + b"x" * 40), "zip"),
    (paper("a.html", PAGE), "a web page"),
    (paper("a.exe", PROGRAM), "a program"),
]


def label(value):
    return value.name if hasattr(value, "name") else None


@pytest.mark.parametrize("file", HONEST, ids=label)
def test_a_file_that_is_what_its_name_says_is_accepted(file):
    validation.check(file, file.name)
    assert file.tell() == 0


@pytest.mark.parametrize(("file", "found"), PRETENDING, ids=label)
def test_a_file_that_only_pretends_is_refused_with_what_was_found(file, found):
    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        validation.check(file, file.name)
    assert f"holds {found}." in refusal.value.message
    assert "docx" in refusal.value.message


def test_a_zip_that_unpacks_to_thousands_of_times_its_size_is_refused():
    bomb = packed({"a.txt": b"\0" * 20_000_000}, "a.zip", zipfile.ZIP_DEFLATED)
    with pytest.raises(ValidationError):
        validation.check(bomb, bomb.name)


def test_a_zip_that_unpacks_to_more_than_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(validation, "MOST_UNPACKED", 1000)
    large = packed({"a.txt": b"x" * 1001}, "a.zip")
    with pytest.raises(ValidationError):
        validation.check(large, large.name)


def test_a_command_that_checks_its_document_is_told_too(db):
    with pytest.raises(ValidationError) as refusal:
        AgencyDocument(title="A", file=paper("a.pdf", PAGE)).full_clean()
    assert set(refusal.value.message_dict) == {"file"}
