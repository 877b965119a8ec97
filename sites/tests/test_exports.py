"""Tables that are taken away, as spreadsheets of all settings would read them."""

import csv
import io
import re
from weakref import WeakSet

import pytest
from django.db.models.signals import post_init
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from wagtail.models import Page

from bulletins.models import Bulletin
from bulletins.tests.factories import publish_bulletin
from content.text.formulas import escape_formulas, unescape_formulas
from home.tests.factories import create_feedback
from members.models import AuditEntry
from members.services.audit import create_audit_entries
from sites.models import Agency

FORMULA = tuple("=+-@＝＋－＠")
INVISIBLE = ' \t\r\n\xa0\u3000\u200b\ufeff\u2060\x00\x01"“{'
HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "＝1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\xa0=1",
    "\u3000=1",
    "\u200b=1",
    "\ufeff=1",
    "\x00=1",
    '"=1',
    '""=1',
    "{=1}",
    "a;=1",
    "a;;=1",
    'a";=1;"',
    'a"";""=1',
    "a; =1",
    "a;\u200b=1",
    "a\t=1",
    "a\n=1",
    "a\r\n=1",
    "a\r=1",
    "a\x85=1",
    "a\u2028=1",
    'a;"=1',
    "a;＝1",
    "=cmd|'/c calc'!A0",
    'a;=HYPERLINK("http://evil.example";"x");b',
    "a;+cmd|' /C calc'!A1;b",
    "a\n-1+cmd|'/c calc'!A0",
]
# As many of them as the shortest column holds.
STORED = ["@SUM(A1)", "＝1", "\t=1", " =1", "\u200b=1", '"=1', "{=1}", "a;=1", 'a"";""=1', "a\t=1"]
STORED += ["a\x85=1", "a\u2028=1", "a;＝1", "=cmd|'/c calc'!A0", "a;+cmd|' /C calc'!A1;b"]
HARMLESS = [
    "Đèn hỏng, -5 độ",
    "a = b",
    "a@b.vn",
    "1-2",
    "x; y",
    "x\ny",
    "'=1",
    "",
    "Sở Y tế – 2026",
]


def cells_of(text):
    """Every cell that a program might read, which splits at one of these or at all of them."""
    for delimiter in ",;\t":
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield from row
    # And those that think nothing of quotes.
    yield from re.split(r"[;\t\r\n\x85\u2028\u2029]", text)


def formulas_in(text):
    return [cell for cell in cells_of(text) if cell.lstrip(INVISIBLE).startswith(FORMULA)]


def content(response):
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def in_the_journal(words, agency, editor):
    create_audit_entries("wagtail.edit", agencies=[agency.pk], person=editor, target=None)
    AuditEntry.objects.update(title=words, person_name=words)
    return "/admin/journal/?action=wagtail.edit&"


def in_a_message(words, agency, editor):
    create_feedback(agency, words, message=words, note=words)
    return f"/admin/gop-y/{agency.pk}/?"


def in_the_name_of_a_unit(words, agency, editor):
    Agency.objects.filter(pk=agency.pk).update(name_vi=words, name_en=words)
    return "/admin/agencies/?"


def in_the_title_of_a_page(words, agency, editor):
    """A report of Wagtail's own has it."""
    Page.objects.filter(pk=agency.root_page_id).update(title=words, draft_title=words)
    return "/admin/reports/aging-pages/?"


def in_the_title_of_a_bulletin(words, agency, editor):
    """The heading of a column."""
    bulletin = publish_bulletin(confirm_by=timezone.now())
    Bulletin.objects.filter(pk=bulletin.pk).update(title=words)
    return "/admin/xac-nhan/?"


WRITTEN = [
    in_the_journal,
    in_a_message,
    in_the_name_of_a_unit,
    in_the_title_of_a_page,
    in_the_title_of_a_bulletin,
]


@pytest.fixture(params=WRITTEN, ids=lambda written: written.__name__)
def export(request, sign_in, ict_admin, health, health_editor):
    """Put words where somebody may write them, and return what is exported of them."""

    def exported(words, way):
        path = request.param(words, health, health_editor)
        person = health_editor if request.param is in_a_message else ict_admin
        return content(sign_in(person).get(f"{path}export={way}"))

    return exported


@pytest.mark.django_db
def test_no_export_has_a_formula_however_it_is_split(export):
    text = export("\x01\n".join(STORED), "csv").decode("utf-8-sig")
    assert "SUM(A1)" in text and "calc" in text
    assert formulas_in(text) == []
    # Every field stands in quotes.
    assert text.startswith('"') and text.endswith('"\r\n')


@pytest.mark.django_db
def test_no_export_for_excel_has_a_formula_nor_fails_on_what_excel_cannot_hold(export):
    words = "=1+1\x01\x0b\x1f; =2\n-3"
    sheet = load_workbook(io.BytesIO(export(words, "xlsx"))).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "d", "n", "inlineStr"}
    written = {str(cell.value) for cell in cells if "1+1" in str(cell.value)}
    assert written == {"'=1+1; '=2\n'-3"}


def written(*cells):
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerow(
        ["Đơn vị, tỉnh", *map(escape_formulas, cells), "x"]
    )
    return file.getvalue()


@pytest.mark.parametrize("words", HOSTILE)
def test_each_beginning_of_a_formula_is_closed(words):
    assert formulas_in(written(words)) == []


WORDS = st.text(st.sampled_from("=+-@＝;\t\n\r ,'\"ax\x85\u200b{"))


@given(WORDS)
def test_what_is_closed_is_opened_again(words):
    # An apostrophe of one's own before a formula is taken for one of ours.
    if "'" not in words:
        assert unescape_formulas(escape_formulas(words)) == words


@pytest.mark.parametrize("words", HARMLESS)
def test_harmless_words_stay_as_they_are(words):
    assert escape_formulas(words) == words


@given(WORDS, WORDS)
def test_no_words_whatsoever_begin_a_formula(first, second):
    assert formulas_in(written(first, second)) == []


@given(st.sampled_from(["\n", ";", " ", "\t\n", '"', "\u200b"]))
def test_a_long_row_of_separators_is_read_once(separator):
    assert len(escape_formulas(separator * 300_000)) == 300_000 * len(separator)


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["csv", "xlsx"])
def test_a_long_table_keeps_none_of_its_rows(sign_in, ict_admin, way):
    AuditEntry.objects.bulk_create(AuditEntry(action="wagtail.edit") for _ in range(120))
    client, kept, most = sign_in(ict_admin), WeakSet(), [0]

    def count(instance, **kwargs):
        kept.add(instance)
        most.append(len(kept))

    post_init.connect(count, sender=AuditEntry)
    try:
        assert content(client.get("/admin/journal/", {"export": way}))
    finally:
        post_init.disconnect(count, sender=AuditEntry)
    assert len(most) > 120 and max(most) < 20
