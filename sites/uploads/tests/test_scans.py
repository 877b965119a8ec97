import pytest
from PIL import Image

from sites.models import AgencyDocument
from sites.uploads import scans
from sites.uploads.scans import answer_of
from tests.uploads import encoded, paper, pdf

WORDS = "Thong bao ve viec phun thuoc diet muoi tren dia ban huyen"
SCAN = encoded(Image.new("L", (100, 140), "white"), "PDF")


def told(document):
    document.refresh_from_db()
    return document.has_text


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        (pdf(WORDS), True),
        (SCAN, False),
        (pdf("7"), False),
        (b"%PDF-1.7\n%%EOF\n", None),
        (b"%PDF-1.7\n" + b"<" * 100_000, None),
        (b"", None),
    ],
    ids=["text", "scan", "page number", "no pages", "rubbish", "nothing"],
)
def test_a_pdf_holds_text_or_pictures_alone_or_nobody_knows(content, answer):
    assert answer_of(content) is answer


def test_a_file_that_takes_too_long_is_left_alone(monkeypatch):
    monkeypatch.setattr(scans, "SECONDS", 0)
    assert answer_of(pdf(WORDS)) is None


def test_it_is_found_out_after_the_file_was_saved(health, work_off):
    files = [paper("a.pdf", SCAN), paper("b.pdf", pdf(WORDS)), paper("c.txt", "chữ".encode())]
    made = [
        AgencyDocument.objects.create(title="A", collection=health.collection, file=file)
        for file in files
    ]
    assert [told(document) for document in made] == [None, None, None]
    work_off()
    assert [told(document) for document in made] == [False, True, None]


def test_another_file_is_looked_at_anew(health, work_off):
    document = AgencyDocument.objects.create(
        title="A", collection=health.collection, file=paper("a.pdf", SCAN)
    )
    work_off()
    document.refresh_from_db()
    document.file = paper("b.pdf", pdf(WORDS))
    document.save()
    assert told(document) is None
    work_off()
    assert told(document) is True


def test_a_file_that_was_replaced_meanwhile_says_nothing_of_the_new_one(health, work_off):
    document = AgencyDocument.objects.create(
        title="A", collection=health.collection, file=paper("a.pdf", SCAN)
    )
    document.file = paper("b.txt", "chữ".encode())
    document.save()
    work_off()
    assert told(document) is None
