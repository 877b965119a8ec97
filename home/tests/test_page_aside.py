"""The column beside a page: what else its section has."""

import pytest

from home.tests.factories import (
    publish_document,
    publish_information,
    publish_section,
    restrict_page,
)
from tests.html import read_html

pytestmark = pytest.mark.django_db

BODY = [("text", "<p>Mời đến trạm.</p>")]


@pytest.fixture
def list_beside(visit, health):
    """What a page of the department of health names as related: ``list_beside(page)``."""

    def read(page):
        path = page.url_path.removeprefix(health.root_page.url_path)
        answer = visit(health, f"/{path}").content.decode()
        return [link.text for link in read_html(answer).select("#see-next + ul a")]

    return read


def test_a_page_names_the_others_of_its_section_but_neither_itself_nor_what_is_private(
    list_beside, health
):
    section = publish_section(health, "Sức khỏe")
    first, private, last = (publish_information(section, title, body=BODY) for title in "ABC")
    restrict_page(private, kind="login")
    publish_information(section, "Nháp").unpublish()
    assert list_beside(first) == ["C"]
    assert list_beside(last) == ["A"]


def test_what_stands_in_the_menu_names_nothing_else_of_it(list_beside, health):
    section = publish_section(health, "Sức khỏe")
    page = publish_information(health.root_page, "Riêng", body=BODY)
    assert list_beside(page) == []
    below = publish_information(section, "Dưới", body=BODY)
    publish_information(section, "Cạnh")
    assert list_beside(below) == ["Cạnh"]


def test_a_document_names_those_of_its_field_the_newest_first(list_beside, health):
    publish_document(health, "Cũ", number="1/TB", field="Y tế", issued_on="2026-01-01")
    publish_document(health, "Mới", number="2/TB", field="Y tế", issued_on="2026-02-01")
    publish_document(health, "Khác", number="3/TB", field="Xây dựng")
    page = publish_document(health, "Trang", number="4/TB", field="Y tế", issued_on="2026-01-15")
    assert list_beside(page) == ["Mới", "Cũ"]
