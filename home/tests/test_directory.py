"""Finding a unit by whatever people call it, and who serves in its place."""

import gzip
from datetime import date
from unicodedata import normalize

import pytest
from django.conf import settings

from home.inline_script import COOKIE_NAME
from sites.models import Agency, Kind
from sites.services.archiving import archive_agency
from sites.tests.factories import create_agency, create_former_name
from tests.bulk_agencies import make_agencies
from tests.html import read_html

pytestmark = pytest.mark.django_db
# Of one page's HTML, compressed; see docs/features/frame.md.
MOST_BYTES = 20_000


def make(code, name, kind=Kind.COMMUNE):
    return create_agency(code, kind, name_vi=name)


def rename(agency, name):
    make(agency.code, name, agency.kind)


def end(agency, *successors):
    archive_agency(agency=agency, successors=successors, ended_on=date(2026, 7, 1), by=None)


def details(agency, **fields):
    found = Agency.objects.get(pk=agency.pk).site.agencysettings
    for name, value in fields.items():
        setattr(found, name, value)
    found.save()


@pytest.fixture
def found(visit, health):
    """What the directory answers: ``found("ba be")``."""

    def ask(words, **more):
        page = visit(health, "/co-quan/", data={"q": words} | more)
        assert page.status_code == 200
        return read_html(page.content).main

    return ask


def names(page):
    return [name.text for name in page.select(".directory-name > span:first-child")]


@pytest.fixture
def labour(db):
    name = "Sở Lao động – Thương binh và Xã hội"
    return make("so-ldtbxh", name, Kind.DEPARTMENT)


@pytest.mark.parametrize(
    "words",
    ["lao động", "LAO DONG", "sở lđtbxh", "LĐ-TBXH", "ldtb", "thuong binh", "so-ldtbxh"],
)
def test_a_unit_is_found_by_name_and_abbreviation_with_or_without_accents(found, labour, words):
    assert names(found(words)) == [labour.name_vi]


@pytest.mark.parametrize(
    "words", ["quỹ đầu tư", "quĩ đầu tư", "QUI DAU TU", normalize("NFD", "Quỹ Đầu tư")]
)
def test_a_unit_is_found_whichever_way_its_name_is_spelled(found, words):
    fund = make("quy-dau-tu", "Quỹ Đầu tư phát triển", Kind.BOARD)
    assert names(found(words)) == [fund.name_vi]
    rename(fund, "Quĩ Đầu tư và Bảo lãnh")
    assert (
        names(found("quỹ bảo lãnh")) == names(found("qui bao lanh")) == ["Quĩ Đầu tư và Bảo lãnh"]
    )
    assert names(found("QĐTBL")) == ["Quĩ Đầu tư và Bảo lãnh"]


def test_abbreviations_of_a_part_of_the_name_are_known(found, district):
    assert names(found("UBND ba bể")) == [district.name_vi]


def test_a_unit_is_found_where_it_is(found, district):
    details(district, address="Tiểu khu 5, thị trấn Chợ Rã")
    assert names(found("cho ra")) == [district.name_vi]
    details(district, address="Tiểu khu 5")
    assert names(found("cho ra")) == []


def test_a_renamed_unit_is_found_by_what_it_was_called(found, labour):
    rename(labour, "Sở Nội vụ")
    page = found("lao dong thuong binh")
    assert names(page) == ["Sở Nội vụ"]
    assert "Sở Lao động – Thương binh và Xã hội" in page.select_one(".directory-facts").text


def test_a_name_taken_back_is_no_former_name(labour):
    former = labour.name_vi
    rename(labour, "Sở Nội vụ")
    rename(labour, former)
    assert [str(one) for one in labour.former_names.all()] == ["Sở Nội vụ"]


def test_who_is_called_so_today_comes_before_who_was(found, labour):
    rename(labour, "Sở Nội vụ")
    make("trung-tam", "Trung tâm Lao động")
    assert names(found("lao dong")) == ["Trung tâm Lao động", "Sở Nội vụ"]


def test_an_ended_unit_leads_to_those_that_serve_now_with_telephone(found, district):
    middle, last = make("xa-a", "Xã A"), make("xa-b", "Xã B")
    details(last, telephone="0209 3870 222")
    end(district, middle)
    end(middle, last)
    page = found("ba be")
    assert names(page) == [district.name_vi]
    [serving] = page.select(".directory-serving li")
    assert [link["href"] for link in serving.select("a")] == [
        f"{last.root_url}/",
        "tel:02093870222",
    ]
    assert "Xã B" in serving.text and "01/07/2026" in page.text


def test_successors_in_a_circle_end_the_search_at_the_province(found, district, province):
    other = make("xa-a", "Xã A")
    end(district, other)
    end(other)
    other.successors.add(district)
    [link] = found("ba be").select(".directory-serving a")
    assert link["href"] == f"{province.root_url}/"


def test_a_working_unit_has_its_telephone(found, district):
    details(district, telephone="0209 3870 111")
    [call] = found("ba be").select("a.directory-telephone")
    assert call["href"] == "tel:02093870111"


def test_another_units_new_telephone_is_there_at_the_next_request(visit, health, district):
    visit(health, "/co-quan/")
    details(district, telephone="0209 3870 333")
    assert "0209 3870 333" in visit(health, "/co-quan/").content.decode()


@pytest.mark.parametrize("words", ["khong co dau", "%", "---", "' OR 1=1", "\0"])
def test_nothing_found_is_said_with_a_way_on(found, words):
    page = found(words)
    assert names(page) == []
    if words.strip("\0"):
        assert "Không tìm thấy đơn vị nào" in page.text


def test_the_number_found_is_said_in_words(found, labour, district):
    assert "1 đơn vị" in found("ba be").find(role="status").text


def test_without_words_units_stand_under_their_kinds(visit, health, labour, district):
    page = read_html(visit(health, "/co-quan/").content).main
    sections = {section.h2.text: names(section) for section in page.find_all("section")}
    assert sections["Sở"] == ["Sở Lao động – Thương binh và Xã hội", "Sở Y tế"]
    assert sections["Huyện"] == [district.name_vi]


def test_who_looks_at_all_units_is_led_to_those_that_are_no_more(visit, health, district):
    def is_led(query=""):
        page = read_html(visit(health, f"/co-quan/{query}").content)
        return page.main.find("a", href="/co-quan/thay-doi/") is not None

    assert not is_led()
    end(district, health)
    assert is_led() and not is_led("?q=y+te")


def test_the_admins_host_has_the_size_of_text_that_was_chosen(anonymous, health):
    client = anonymous(settings.ADMIN_HOST)
    for kept, shown in (("s3.u1", "s3 u1"), ("nonsense", None)):
        client.cookies[COOKIE_NAME] = kept
        page = read_html(client.get("/").content)
        assert page.html.get("data-display") == shown


def test_the_admins_host_has_the_same_list_some_at_a_time(
    anonymous, health, labour, district, django_assert_max_num_queries
):
    make_agencies(300)

    def read(query=""):
        with django_assert_max_num_queries(7):
            content = anonymous(settings.ADMIN_HOST).get(f"/{query}").content
        assert len(gzip.compress(content)) < MOST_BYTES
        return read_html(content).main

    first = read()
    sections = {section.h2.text: names(section) for section in first.find_all("section")}
    assert sections["Huyện"] == [district.name_vi]
    assert sum(map(len, sections.values())) == 100
    onward = first.find("a", rel="next")["href"]
    assert onward == "?trang=2"
    assert not set(names(first)) & set(names(read(onward)))
    assert names(read("?q=so+ld")) == [labour.name_vi]
    assert read("?q=xyz").find("a", string="Xem tất cả đơn vị")["href"] == "/"


def test_thousands_of_units_come_some_at_a_time_in_as_many_queries(
    found, visit, health, django_assert_max_num_queries
):
    make_agencies(150)
    visit(health, "/co-quan/")
    with django_assert_max_num_queries(7):
        page = found("thu nghiem", trang="2")
    assert len(names(page)) == 50
    assert page.find("a", rel="prev")["href"] == "?q=thu+nghiem&trang=1"


def test_former_names_are_kept_by_the_ict_department(sign_in, ict_admin, health_moderator, labour):
    path = f"/admin/agencies/edit/{labour.pk}/names/"
    create_former_name(labour, "Sai")
    names = "Ban Lao động\n\n Ban  Lao động \nSở Lao động"
    assert sign_in(ict_admin).post(path, {"names": names}).status_code == 302
    assert [str(one) for one in labour.former_names.all()] == ["Ban Lao động", "Sở Lao động"]
    assert list(Agency.objects.findable("ban lao dong")) == [labour]
    assert list(Agency.objects.findable("sai")) == []
    assert sign_in(health_moderator).get(path).status_code == 404
