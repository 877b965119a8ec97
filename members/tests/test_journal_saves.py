"""Savings of one form after another are one row of the journal, which says what changed."""

import csv
import io
from datetime import date
from itertools import pairwise

import pytest
from wagtail.test.utils.form_data import rich_text, streamfield

from bulletins.models import Bulletin
from bulletins.tests.factories import ADMIN, make_bulletin_form, publish_bulletin
from home.models import NewsPage
from home.tests.factories import get_add_path, get_edit_path, make_article_form, publish_news
from members.models import AuditEntry
from members.selectors.audit_chain import verify_chain
from members.services.audit_chain import verify_and_record
from members.tasks import chain_journal
from members.tests.approval import PUBLISH
from tests.html import get_text, parse_html

pytestmark = pytest.mark.django_db

JOURNAL = "/admin/journal/"


@pytest.fixture(autouse=True)
def empty_journal(db):
    AuditEntry.objects.all().delete()


def save_by_itself(client, path, forms):
    """Save a form in the background, as a browser does while somebody writes; the last answer."""
    answer = {}
    for form in forms:
        if "revision_id" in answer:
            form |= {"overwrite_revision_id": answer["revision_id"]}
        response = client.post(path, form, headers={"Accept": "application/json"})
        answer = response.json()
        assert answer["success"], answer
        path = answer.get("url") or path
    return path


def write(client, page, leads):
    return save_by_itself(
        client, get_edit_path(page), [make_article_form(page.title, lead=lead) for lead in leads]
    )


def list_rows(client, **query):
    """The rows of the screen, newest first, each by the heads of its columns."""
    soup = parse_html(client.get(JOURNAL, query))
    cells = [row("td") for row in soup.select("table.journal tbody tr")]
    return [
        {cell.get("data-label", ""): get_text(cell) for cell in row if cell.get("data-label")}
        for row in cells
    ]


def rows_about(client, title, **query):
    return [row for row in list_rows(client, **query) if row.get("Đối tượng") == title]


def test_savings_of_one_form_are_one_row_with_what_they_changed_together(
    sign_in, health, health_editor
):
    page = publish_news(health, "Tiêm phòng")
    AuditEntry.objects.all().delete()
    client = sign_in(health_editor)
    write(client, page, ["Một", "Một hai", "Một hai ba"])
    chain_journal()
    [row] = rows_about(client, "Tiêm phòng")
    assert row["Việc đã làm"] == "sửa (3 lần lưu)"
    assert "Dẫn nhập: đã thay đổi" in row["Nội dung thay đổi"]
    assert "Một hai" not in row["Nội dung thay đổi"]
    assert row["Nội dung thay đổi"].count("Dẫn nhập:") == 1


def test_no_entry_is_deleted_and_the_chain_holds(sign_in, health, health_editor):
    page = publish_news(health, "Tiêm phòng")
    client = sign_in(health_editor)
    write(client, page, ["Một", "Một hai"])
    chain_journal()
    before = list(AuditEntry.objects.order_by("pk").values())
    list_rows(client)
    assert list(AuditEntry.objects.order_by("pk").values()) == before
    assert AuditEntry.objects.filter(action="wagtail.edit").count() == 2
    assert verify_chain().faults == []


def test_another_form_another_person_and_another_page_have_rows_of_their_own(
    sign_in, health, health_editor, health_moderator
):
    first, second = publish_news(health, "Tiêm phòng"), publish_news(health, "Nước sạch")
    editor, moderator = sign_in(health_editor), sign_in(health_moderator)
    write(editor, first, ["a", "ab"])
    write(editor, second, ["b", "bc"])
    write(moderator, first, ["c", "cd", "cde"])
    # Opened once more.
    write(editor, first, ["d"])
    told = [
        (row["Ai"], row["Đối tượng"], row["Việc đã làm"])
        for row in list_rows(moderator, action="wagtail.edit")
    ]
    assert told == [
        ("health-editor", "Tiêm phòng", "sửa"),
        ("health-moderator", "Tiêm phòng", "sửa (3 lần lưu)"),
        ("health-editor", "Nước sạch", "sửa (2 lần lưu)"),
        ("health-editor", "Tiêm phòng", "sửa (2 lần lưu)"),
    ]


def test_of_a_new_page_it_is_told_what_was_written(sign_in, health, health_editor):
    client = sign_in(health_editor)
    body = streamfield([("text", rich_text("<p>Mang theo sổ.</p>"))])
    form = make_article_form("Tiêm", lead="Sáng thứ Hai")
    save_by_itself(client, get_add_path(health), [form, make_article_form("Tiêm", body=body)])
    chain_journal()
    [edited] = rows_about(client, "Tiêm", action="wagtail.edit")
    assert "Nội dung: đã thay đổi" in edited["Nội dung thay đổi"]


def test_of_a_bulletin_the_changes_and_the_issuer_are_told(
    sign_in, ict_author, ict_admin, province
):
    author = sign_in(ict_author)
    forms = [make_bulletin_form(summary=text) for text in ("Nước", "Nước lên", "Nước lên cao.")]
    save_by_itself(author, f"{ADMIN}add/", forms)
    assert Bulletin.objects.count() == 1
    chain_journal()
    client = sign_in(ict_admin)
    rows = rows_about(client, "Lũ quét")
    assert {row["Đơn vị"] for row in rows} == {str(province)}
    [edited] = [row for row in rows if row["Việc đã làm"].startswith("sửa")]
    assert "Tóm tắt: đã thay đổi" in edited["Nội dung thay đổi"]
    text = b"".join(client.get(JOURNAL, {"export": "csv"}).streaming_content).decode("utf-8-sig")
    table = [row for row in csv.reader(io.StringIO(text)) if row[3] == "Lũ quét"]
    assert {row[6] for row in table} == {str(province)}
    # An export has every entry.
    assert len(table) > len(rows)


def test_the_issuer_is_told_to_nobody_who_does_not_read_the_entry(
    sign_in, health_moderator, province
):
    publish_bulletin("Lũ", source=province)
    assert str(province) not in sign_in(health_moderator).get(JOURNAL).text


def test_a_search_finds_the_field_that_was_changed_in_between(sign_in, health, health_editor):
    page = publish_news(health, "Tiêm phòng", date=date(2026, 11, 24))
    client = sign_in(health_editor)
    [first, second] = [
        make_article_form(page.title, **fields)
        for fields in ({"lead": "Sáng"}, {"author_name": "Hoa"})
    ]
    path = save_by_itself(client, get_edit_path(page), [first])
    chain_journal()
    revision = NewsPage.objects.get(pk=page.pk).latest_revision_id
    second |= {"overwrite_revision_id": revision}
    client.post(path, second, headers={"Accept": "application/json"})
    chain_journal()
    for name in ("Dẫn nhập", "Tác giả"):
        [row] = list_rows(client, q=name)
        assert name in row["Nội dung thay đổi"] and row["Việc đã làm"] == "sửa"


def test_pages_of_the_journal_count_rows_and_not_savings(sign_in, health, health_editor):
    client = sign_in(health_editor)
    for number in range(3):
        page = publish_news(health, f"Tin {number}")
        write(client, page, [letter * 3 for letter in "abcdefghijkl"])
    response = client.get(JOURNAL, {"action": "wagtail.edit"})
    assert response.context["paginator"].count == 3
    assert len(response.context["object_list"]) == 3
    times = [entry.at for entry in response.context["object_list"]]
    assert all(later >= earlier for later, earlier in pairwise(times))


def test_the_span_of_the_savings_is_told(sign_in, health, health_editor):
    page = publish_news(health, "Tiêm phòng")
    client = sign_in(health_editor)
    write(client, page, ["a", "ab", "abc"])
    entries = AuditEntry.objects.filter(action="wagtail.edit").order_by("pk")
    hours = ("2026-11-24T01:00Z", "2026-11-24T01:20Z", "2026-11-24T02:30Z")
    for entry, at in zip(entries, hours, strict=True):
        AuditEntry.objects.filter(pk=entry.pk).update(at=at)
    [row] = list_rows(client, action="wagtail.edit")
    assert row["Lúc"] == "08:00–09:30, 24/11/2026"
    AuditEntry.objects.filter(pk=entries[0].pk).update(at="2026-11-23T10:00Z")
    [row] = list_rows(client, action="wagtail.edit")
    assert row["Lúc"] == "17:00, 23/11/2026 – 09:30, 24/11/2026"


def test_long_changes_are_named_and_opened_by_a_click(sign_in, health, health_moderator):
    page = publish_news(health, "Tiêm phòng", date=date(2026, 11, 24))
    client = sign_in(health_moderator)
    form = make_article_form("Tiêm phòng", slug=page.slug, lead="Rất dài " * 20, author_name="Hoa")
    client.post(get_edit_path(page), form | PUBLISH)
    soup = parse_html(client.get(JOURNAL, {"action": "wagtail.publish"}))
    [details] = soup.select("table.journal details")
    assert get_text(details.summary) == "Dẫn nhập, tác giả"
    assert "Rất dài" in get_text(details)


@pytest.mark.parametrize(
    ("is_chained", "told"),
    [(False, "1 mục mới đang chờ niêm phong"), (True, "Nhật ký nguyên vẹn")],
)
def test_the_integrity_is_told_in_an_officers_words(sign_in, auditor, is_chained, told):
    client = sign_in(auditor)
    if is_chained:
        chain_journal()
        list(verify_and_record())
    main = get_text(parse_html(client.get(JOURNAL)).main)
    assert told in main and "chuỗi" not in main
