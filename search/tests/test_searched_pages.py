"""What is searched for most counts for the procedures and pages that it names."""

import pytest

from home.paths import get_page_path
from home.tests.factories import (
    get_about_section,
    publish_information,
    publish_news,
    publish_procedure,
    restrict_page,
)
from search.tests.factories import create_query_count
from tests.html import read_html

pytestmark = pytest.mark.django_db


def list_tasks(visit, agency, path="/"):
    soup = read_html(visit(agency, path).content)
    return [(link.get_text(strip=True), link["href"]) for link in soup.select(".tasks a")]


def search_often(agency, words, found=1, **fields):
    return create_query_count(agency, words, number=found, in_vain=0, **fields)


@pytest.mark.parametrize(
    "words",
    [
        "cấp giấy phép xây dựng",
        "xin phép xây dựng",
        "cap giay phep xay dung",
        "phép xây dựng nhà ở",
        "làm thủ tục xây dựng nhà",
    ],
)
def test_a_procedure_is_named_as_people_say_and_not_as_they_typed(visit, health, words):
    page = publish_procedure(
        health, "Cấp giấy phép xây dựng nhà ở", everyday_name="Xin phép xây nhà"
    )
    for number in range(6):
        publish_procedure(health, f"Khám giám định loại {number}")
    search_often(health, words)
    labels = [label for label, _path in list_tasks(visit, health)]
    assert list_tasks(visit, health)[0] == ("Xin phép xây nhà", get_page_path(page))
    assert words not in labels


@pytest.mark.parametrize(
    "words", ["xin phép", "xây dựng cầu đường", "cấp giấy phép xẩy dựng", "nhà"]
)
def test_what_names_no_procedure_changes_nothing(visit, health, words):
    publish_procedure(health, "Cấp giấy phép xây dựng nhà ở")
    publish_procedure(health, "Khám giám định")
    search_often(health, words, found=50)
    labels = [label for label, _path in list_tasks(visit, health)]
    assert labels[:2] == ["Khám giám định", "Cấp giấy phép xây dựng nhà ở"]


def test_searches_and_visits_of_a_procedure_are_one_number(visit, health):
    often = publish_procedure(health, "Cấp thẻ bảo hiểm")
    seldom = publish_procedure(health, "Khám giám định")
    search_often(health, "cấp thẻ bảo hiểm", found=3)
    search_often(health, "thẻ bảo hiểm", found=3)
    search_often(health, "khám giám định", found=5)
    assert [path for _label, path in list_tasks(visit, health)[:2]] == [
        get_page_path(often),
        get_page_path(seldom),
    ]


def test_a_page_is_named_by_its_title_alone(visit, health):
    page = publish_information(get_about_section(health), "Lịch tiếp công dân")
    news = publish_news(health, "Tuyển dụng viên chức")
    hidden = publish_information(get_about_section(health), "Lịch trực")
    restrict_page(hidden)
    for words in ("lịch tiếp công dân", "tuyển dụng viên chức", "lịch trực", "lịch tiếp"):
        search_often(health, words)
    paths = [path for _label, path in list_tasks(visit, health)]
    assert paths[0] == get_page_path(page)
    assert {get_page_path(news), get_page_path(hidden)}.isdisjoint(paths)
    assert len(paths) == len({*paths})


def test_searches_on_one_website_count_on_no_other(visit, health, district):
    for agency in (health, district):
        publish_procedure(agency, "Cấp thẻ bảo hiểm")
        publish_procedure(agency, "Khám giám định")
    search_often(health, "cấp thẻ bảo hiểm", found=9)
    assert list_tasks(visit, district)[0][0] == "Khám giám định"
    assert list_tasks(visit, health)[0][0] == "Cấp thẻ bảo hiểm"


def test_what_a_neighbour_does_is_offered_on_the_provinces_website_alone(
    visit, health, district, province
):
    for agency in (health, district):
        agency.parent = province
        agency.save()
    page = publish_procedure(health, "Cấp thẻ bảo hiểm")
    for number in range(6):
        publish_procedure(health, f"Khám giám định loại {number}")
    for agency in (province, district):
        search_often(agency, "thẻ bảo hiểm", found=9)
    assert list_tasks(visit, province)[0] == (
        "Cấp thẻ bảo hiểm",
        f"{health.root_url}{get_page_path(page)}",
    )
    assert "Cấp thẻ bảo hiểm" not in dict(list_tasks(visit, district))
