"""The statement says what was checked, and never more."""

import json

import pytest

from home.views import accessibility
from home.views.accessibility import FILE, parse_results
from sites.services.archiving import archive_agency
from tests.html import read_html

pytestmark = pytest.mark.django_db

CHECKED = {
    "checked_on": "2026-11-20",
    "program": "axe-core 4.12.1",
    "browser": "Chromium 156",
    "widths": [360, 1366],
    "schemes": ["light", "dark"],
    "displays": ["s1"],
    "pages": {"/": 4, "/lien-he/": 4},
    "problems": [],
}


@pytest.fixture
def statement(visit, health, monkeypatch):
    """The words of the statement after a check with a result."""

    def said(**results):
        text = json.dumps(CHECKED | results)
        monkeypatch.setattr(accessibility, "find_last_results", lambda: parse_results(text))
        page = visit(health, "/tiep-can/?trang=1")
        assert page.status_code == 200
        return read_html(page.content).main

    return said


def text_of(page):
    return " ".join(page.text.split())


def test_the_statement_says_when_with_what_and_how_much_was_checked(statement):
    text = text_of(statement())
    for fact in ("20/11/2026", "axe-core 4.12.1", "Chromium 156", "8 lượt xem của 2 trang"):
        assert fact in text
    assert "Chương trình không phát hiện lỗi nào" in text
    assert "Mọi trang đều được xem" in text


def test_what_was_found_is_said(statement):
    problem = {"rule": "color-contrast", "demand": "Elements must have contrast", "views": 3}
    text = text_of(statement(problems=[problem]))
    assert "Elements must have contrast" in text and "color-contrast" in text
    assert "không phát hiện lỗi nào" not in text


def test_a_part_of_the_views_is_not_passed_off_as_all(statement):
    assert "Không phải trang nào" in text_of(statement(pages={"/": 4, "/lien-he/": 1}))


def test_without_a_check_nothing_is_claimed(statement):
    text = text_of(statement(pages={}))
    assert "Chưa có lần kiểm tra nào" in text and "không phát hiện" not in text


def test_complaints_go_to_the_unit_itself(statement, visit, health, ict_admin, today):
    details = health.site.agencysettings
    details.telephone = "0209 3870 943"
    details.save()
    page = statement()
    assert page.find("a", href="tel:02093870943") and page.find("a", href="/gop-y/")
    archive_agency(agency=health, successors=[], ended_on=today, by=ict_admin)
    assert statement().find("a", href="/gop-y/") is None


def test_the_file_of_this_release_can_be_read():
    parse_results(FILE.read_text(encoding="utf-8"))
