import codecs
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from wagtail.documents.forms import get_document_form
from wagtail.images.forms import get_image_form

from content.files import validation
from content.models import CustomDocument, CustomImage
from content.models.files import exclude_tags
from content.tests.factories import create_document, make_upload, make_zip
from tests.ole_files import make_ole, make_workbook

ODT = "application/vnd.oasis.opendocument.text"
OLE = make_ole({"Something": b"else"})
PAGE = b"<!DOCTYPE html><script>alert(1)</script>"
PROGRAM = b"MZ\x90\0\x03\0\0\0"
WORDS = "Kế hoạch phòng dịch\nsố 45"

HONEST = [
    make_upload("a.pdf"),
    make_upload("HOA.PDF"),
    make_upload("a.rtf", rb"{\rtf1\ansi Xin}"),
    make_upload("a.doc", make_ole({"WordDocument": b"", "1Table": b""})),
    make_upload("a.xls", make_ole({"Workbook": make_workbook(0)})),
    make_upload("a.ppt", make_ole({"PowerPoint Document": b""})),
    make_upload("a.txt", WORDS.encode()),
    make_upload("a.txt", b""),
    make_upload("a.csv", codecs.BOM_UTF8 + WORDS.encode()),
    make_upload("a.csv", WORDS.encode("utf-16")),
    make_upload("a.txt", "Ba Bê số".encode("cp1258", "ignore")),
    make_zip({"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"}, "a.docx"),
    make_zip({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": ""}, "a.xlsx"),
    make_zip({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": ""}, "a.pptx"),
    make_zip({"mimetype": ODT, "content.xml": "<office/>"}, "a.odt"),
    make_zip({"a.txt": "a"}, "a.zip"),
]
PRETENDING = [
    (make_upload("a.pdf", PAGE), "a web page"),
    (make_upload("a.pdf", b"  \n" + PAGE), "a web page"),
    (make_upload("a.pdf", PROGRAM), "a program"),
    (make_upload("a.pdf", b""), "nothing"),
    (make_upload("a.txt", PAGE), "a web page"),
    (make_upload("a.csv", codecs.BOM_UTF8 + PAGE), "a web page"),
    (make_upload("a.txt", PAGE.decode().encode("utf-16")), "data of an unknown kind"),
    (make_upload("a.txt", b"so 45\0"), "data of an unknown kind"),
    (make_upload("a.docx", b"%PDF-1.7"), "pdf"),
    (make_upload("a.doc", OLE), "data of an unknown kind"),
    (make_upload("a.doc", make_ole({"Workbook": make_workbook(0)})), "data of an unknown kind"),
    (make_upload("a.rtf", OLE), "data of an unknown kind"),
    (make_zip({"a.txt": "a"}, "a.docx"), "zip"),
    (make_zip({"[Content_Types].xml": "", "xl/workbook.xml": ""}, "a.docx"), "xlsx"),
    (make_zip({"mimetype": "text/html"}, "a.odt"), "zip"),
]
PHOTO = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 40
PARTS = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"}
DAMAGED = [
    make_upload("a.zip", b"PK\x03\x04" + b"x" * 40),
    make_upload("a.docx", make_zip(PARTS, "a.docx").read()[:-30]),
    make_zip({"word/document.xml": "<document/>"}, "a.docx"),
    # The mark of a PDF stands at its very beginning, and not all letters have bytes of their own.
    make_upload("a.pdf", codecs.BOM_UTF8 + b"%PDF-1.7"),
    make_upload("a.txt", b"so 45 \x8a\x8d"),
    make_upload("a.csv", b"so 45 \x8a\x8d"),
]


def label(value):
    return value.name if hasattr(value, "name") else None


@pytest.mark.parametrize("file", HONEST, ids=label)
def test_a_file_that_is_what_its_name_says_is_accepted(file):
    validation.check_document(file, file.name)
    assert file.tell() == 0


@pytest.mark.parametrize(("file", "found"), PRETENDING, ids=label)
def test_a_file_that_only_pretends_is_refused_with_what_was_found(file, found):
    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        validation.check_document(file, file.name)
    assert f"holds {found}." in refusal.value.message
    assert "docx" in refusal.value.message


@pytest.mark.parametrize("file", DAMAGED, ids=label)
def test_a_file_that_is_what_its_name_says_and_cannot_be_read_is_called_damaged(file):
    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        validation.check_document(file, file.name)
    assert refusal.value.message.startswith(f"“{file.name}” cannot be read")


@pytest.mark.parametrize("file", HONEST, ids=label)
def test_no_refusal_says_that_a_file_holds_what_its_name_says(file):
    file.seek(0)
    whole = file.read()
    suffix = validation.get_suffix(file.name)
    for content in (whole[: len(whole) // 2], whole[:-20], codecs.BOM_UTF8 + whole):
        try:
            with translation.override("en"):
                validation.check_document(make_upload(file.name, content), file.name)
        except ValidationError as refusal:
            assert f"holds {suffix}." not in refusal.message


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (make_upload("IMG_0417.jpg", PHOTO), "is a picture"),
        (make_upload("IMG_0417.JPEG", PHOTO), "is a picture"),
        (make_upload("anh.heic", b"x"), "is a picture"),
        (make_upload("a.html", PAGE), "is of a kind that is not accepted here"),
        (make_upload("a.exe", PROGRAM), "is of a kind that is not accepted here"),
        (make_upload("ke-hoach", b"%PDF-1.7"), "is of a kind that is not accepted here"),
    ],
    ids=label,
)
def test_a_kind_of_file_that_is_not_accepted_is_not_accused_of_pretending(file, reason):
    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        validation.check_document(file, file.name)
    message = refusal.value.message
    assert message.startswith(f"“{file.name}” {reason}")
    assert "holds" not in message and "docx" in message


def test_a_zip_that_unpacks_to_thousands_of_times_its_size_is_refused():
    bomb = make_zip({"a.txt": b"\0" * 20_000_000}, "a.zip", zipfile.ZIP_DEFLATED)
    with pytest.raises(ValidationError):
        validation.check_document(bomb, bomb.name)


def test_a_zip_that_unpacks_to_more_than_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(validation, "MAX_UNPACKED_BYTES", 1000)
    large = make_zip({"a.txt": b"x" * 1001}, "a.zip")
    with pytest.raises(ValidationError):
        validation.check_document(large, large.name)


def test_a_command_that_checks_its_document_is_told_too(db):
    with pytest.raises(ValidationError) as refusal:
        CustomDocument(title="A", file=make_upload("a.pdf", PAGE)).full_clean()
    assert set(refusal.value.message_dict) == {"file"}


def test_no_form_of_a_file_asks_for_tags_which_all_units_would_share():
    for form in (get_image_form(CustomImage), get_document_form(CustomDocument)):
        assert {"title", "file", "collection"} <= form.base_fields.keys() - {"tags"}
        assert "tags" not in form.base_fields
    assert exclude_tags(["title", "tags", "file"]) == ("title", "file")


def test_another_file_brings_its_own_size_and_hash_whatever_else_is_saved(db):
    document = create_document(content=b"%PDF-1.4 one")
    size, digest = document.file_size, document.file_hash
    document.file = make_upload("b.pdf", b"%PDF-1.4 three")
    document.save(update_fields=["file"])
    document.refresh_from_db()
    assert (size, document.file_size) == (12, 14)
    assert digest != document.file_hash != ""
