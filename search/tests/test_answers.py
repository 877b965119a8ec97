from datetime import date
from functools import partial

import pytest

from home.models import ContactPage
from home.tests.factories import (
    create_opening_hours,
    make_office_block,
    make_person_block,
    publish_organisation,
    publish_procedure,
    restrict_page,
)
from search.answers import procedures
from search.tests.client import build_url, fetch_results
from sites.models import AgencySettings, Kind
from sites.services.archiving import archive_agency
from sites.tests.factories import create_agency, create_former_name, open_in_english

pytestmark = pytest.mark.django_db


def list_answers(visit, website, typed, **parameters):
    """The answers above the hits: where each leads, and its words."""
    page = fetch_results(visit, website, typed, **parameters)
    return [
        (answer.select_one(".entry-title a")["href"], " ".join(answer.get_text(" ").split()))
        for answer in page.select(".search-answers li:has(.entry-title)")
    ]


@pytest.fixture
def answers(visit):
    return partial(list_answers, visit)


@pytest.fixture
def list_urls(answers):
    return lambda *asked, **parameters: [url for url, _words in answers(*asked, **parameters)]


def save_details(agency, **fields):
    AgencySettings.objects.update_or_create(site=agency.site, defaults=fields)


def save_telephones(agency, **numbers):
    page = ContactPage.objects.child_of(agency.root_page).get()
    page.telephones = [
        ("telephone", {"name": name.replace("_", " "), "number": number})
        for name, number in numbers.items()
    ]
    page.save_revision().publish()


@pytest.fixture
def chart(health):
    """The chart of the department of health."""
    licences = make_office_block(
        "Phòng Nghiệp vụ Dược",
        make_person_block("Bàn Thị Xuân", "Trưởng phòng"),
        telephone="0209 3000 208",
    )
    food = make_office_block("Chi cục An toàn vệ sinh thực phẩm", telephone="0209 3000 211")
    return publish_organisation(
        health,
        leaders=[
            make_person_block("Nông Văn Dũng", "Giám đốc Sở", telephone="0209 3000 201"),
            make_person_block("Hà Thị Lan", "Phó Giám đốc Sở", telephone="0209 3000 202"),
        ],
        departments=[licences, food],
    )


@pytest.mark.parametrize(
    "typed",
    ["sở y tế", "SO Y TE", "Sở Y tế Bắc Kạn", "sở y tế tỉnh bắc kạn", "SYT", "sở YT"]
    + ["địa chỉ sở y tế", "sở y tế ở đâu", "trang web sở y tế"],
)
def test_a_unit_is_answered_by_its_website_and_contact_page(answers, health, province, typed):
    save_details(health, telephone="0209 3870 943", address="Số 96 Nguyễn Thị Minh Khai")
    [website, contact] = answers(province, typed)
    assert website[0] == build_url(health, "/") and contact[0] == build_url(health, "/lien-he/")
    assert "0209 3870 943" in website[1] and "Số 96" in website[1]


@pytest.mark.parametrize(
    "typed",
    ["ubnd huyện ba bể", "huyện Ba Bể", "uy ban nhan dan huyen ba be", "UBND huyện Ba Bể Bắc Kạn"],
)
def test_a_committee_is_known_by_its_place(list_urls, province, district, typed):
    assert list_urls(province, typed)[0] == build_url(district, "/")


def test_long_names_may_be_shortened(list_urls, province):
    farms = create_agency(
        "so-nn",
        Kind.DEPARTMENT,
        name_vi="Sở Nông nghiệp và Phát triển nông thôn",
        parent=province.code,
    )
    radio = create_agency(
        "dai",
        Kind.BROADCASTER,
        name_vi="Đài Phát thanh và Truyền hình Bắc Kạn",
        parent=province.code,
    )
    for typed in ("sở nông nghiệp", "so nong nghiep", "sở NN&PTNT", "sở nnptnt"):
        assert list_urls(province, typed)[0] == build_url(farms, "/"), typed
    assert list_urls(province, "đài truyền hình bắc kạn")[0] == build_url(radio, "/")


@pytest.mark.parametrize(
    "typed",
    ["y tế", "y tế dự phòng", "sở y tế dự phòng", "sổ y tế", "ba bể", "hồ Ba Bể", "ở", "tế"]
    + ["ủy ban nhân dân", "sở hữu nhà", '"sở y tế"', "sở -y tế", "giá", "tin tức huyện ba bể"]
    + [
        "giám đốc thẩm",
        "chủ tịch nước",
        "giám đốc bệnh viện",
        "trưởng phòng",
        "chủ tịch Hồ Chí Minh",
    ]
    + ["bị lừa tiền gọi số nào", "giờ làm việc của người lao động", "mở cửa hàng", "văn dũng"]
    + ["gọi nhập ngũ", "mấy giờ tàu chạy", "điện thoại di động", "đường dây nóng thời tiết"],
)
def test_what_is_not_understood_to_the_last_word_has_no_answer(
    answers, chart, health, district, province, typed
):
    for agency in (health, district, province):
        save_details(agency, telephone="0209 3870 943", hours="7 giờ 30 đến 17 giờ")
    assert answers(province, typed) == []


def test_a_former_name_leads_to_the_unit_and_is_said_to_be_former(answers, health, province):
    create_former_name(health, "Ty Y tế")
    health.save()
    url, words = answers(province, "ty y tế")[0]
    assert url == build_url(health, "/") and "Tên cũ: Ty Y tế" in words
    assert "Tên cũ" not in answers(province, "sở y tế")[0][1]
    # What was only written otherwise is no other name.
    create_former_name(health, "Sở Y-Tế")
    health.save()
    assert "Tên cũ" not in answers(province, "sở y tế")[0][1]


def test_an_ended_unit_leads_to_those_who_serve_now(answers, health, district, province):
    save_details(health, telephone="0209 3870 111")
    save_details(district, telephone="0209 3870 222")
    archive_agency(agency=health, successors=[district], ended_on=date(2026, 7, 1), by=None)
    [(url, words)] = answers(province, "số điện thoại sở y tế")
    assert url == build_url(district, "/lien-he/")
    assert "0209 3870 222" in words and "0209 3870 111" not in words
    assert "Sở Y tế đã kết thúc" in words
    save_details(health, hours="Cả ngày")
    save_details(district, hours="7 giờ 30 đến 17 giờ")
    [(url, words)] = answers(province, "giờ làm việc sở y tế")
    assert url == build_url(district, "/lien-he/")
    assert "Sở Y tế đã kết thúc" in words and "7 giờ 30 đến 17 giờ" in words


def test_units_of_the_same_name_are_told_apart_by_their_province(answers, health, province):
    other = create_agency("tinh-tn", Kind.PROVINCE, name_vi="Cổng Thông tin tỉnh Thái Nguyên")
    health.parent = province
    health.save()
    twin = create_agency("so-y-te-tn", Kind.DEPARTMENT, name_vi="Sở Y tế", parent=other.code)
    own, far = answers(province, "sở y tế")
    assert own[0] == build_url(health, "/") and "tỉnh Bắc Kạn" in own[1]
    assert far[0] == build_url(twin, "/") and "tỉnh Thái Nguyên" in far[1]
    assert answers(other, "sở y tế")[0][0] == build_url(twin, "/")
    [(url, _words), _contact] = answers(province, "sở y tế thái nguyên")
    assert url == build_url(twin, "/")
    for agency in (health, twin):
        save_details(agency, hours="Cả ngày", telephone="0209 3870 943")
    for typed in ("giờ làm việc sở y tế", "số điện thoại sở y tế"):
        for (_url, words), name in zip(
            answers(province, typed), ("tỉnh Bắc Kạn", "tỉnh Thái Nguyên"), strict=True
        ):
            assert name in words, typed


@pytest.mark.parametrize(
    "typed",
    ["số điện thoại sở y tế", "sđt sở y tế", "so dien thoai so y te", "đường dây nóng sở y tế"]
    + [
        "gọi sở y tế",
        "goi so y te",
        "hotline Sở Y tế",
        "cho tôi số điện thoại của sở y tế",
        "sở y tế sđt",
    ],
)
def test_a_telephone_is_answered_by_the_numbers_of_the_contact_page(
    answers, health, province, typed
):
    save_details(health, telephone="0209 3870 943")
    save_telephones(health, Tiếp_dân="0209 3870 115")
    [(url, words)] = answers(province, typed)
    assert url == build_url(health, "/lien-he/")
    assert "Sở Y tế 0209 3870 943 Tiếp dân : 0209 3870 115" in words


def test_a_unit_without_a_number_is_answered_by_its_contact_page_and_without_hours_not(
    answers, health, province
):
    [(url, words)] = answers(province, "số điện thoại sở y tế")
    assert url == build_url(health, "/lien-he/") and "0209 3870" not in words
    assert answers(province, "giờ làm việc sở y tế") == []
    create_opening_hours(health)
    [(url, words)] = answers(province, "giờ làm việc sở y tế")
    assert url == build_url(health, "/lien-he/")


def test_who_answers_can_be_named(answers, health, province):
    save_details(health, telephone="0209 3870 943")
    save_telephones(health, Tiếp_dân="0209 3870 115", Một_cửa="0209 3870 116")
    [(_url, words)] = answers(province, "số điện thoại một cửa sở y tế")
    assert "0209 3870 116" in words and "0209 3870 115" not in words
    assert answers(province, "số điện thoại cấp cứu sở y tế") == []


def test_who_names_no_unit_means_that_of_the_website(list_urls, answers, health, province):
    save_details(health, telephone="0209 3870 943", hours="7 giờ 30 đến 17 giờ")
    for typed in ("liên hệ", "số điện thoại", "giờ làm việc", "số điện thoại sở", "mấy giờ mở cửa"):
        assert list_urls(health, typed) == ["/lien-he/"], typed
    assert answers(province, "giờ làm việc") == []
    save_details(province, hours="Cả ngày")
    [(url, words)] = answers(province, "giờ làm việc")
    assert url == "/lien-he/" and "Cả ngày" in words


@pytest.mark.parametrize(
    "typed",
    ["giờ làm việc sở y tế", "sở y tế mở cửa lúc mấy giờ", "thứ bảy sở y tế có làm việc không"],
)
def test_opening_hours_are_answered(answers, health, district, province, typed):
    hours = "7 giờ 30 đến 17 giờ"
    save_details(health, hours=hours, telephone="0209 3870 943", address="Số 96")
    [(url, words)] = answers(district, typed)
    assert url == build_url(health, "/lien-he/")
    assert f"{hours} 0209 3870 943 Số 96" in words


@pytest.mark.parametrize(
    "typed",
    ["giám đốc sở y tế", "ai là giám đốc sở y tế", "giam doc so y te", "sđt giám đốc sở y tế"]
    + ["Nông Văn Dũng", "nong van dung", "ông Nông Văn Dũng", "số điện thoại ông Nông Văn Dũng"],
)
def test_people_are_answered_by_the_organisation_page(answers, chart, health, province, typed):
    [(url, words)] = answers(province, typed)
    assert url.startswith(build_url(health, "/gioi-thieu/")) and url.endswith(
        "#nguoi-nong-van-dung"
    )
    assert "Nông Văn Dũng, Giám đốc Sở" in words and "0209 3000 201" in words


def test_a_position_stands_in_its_office(answers, chart, health, province):
    for typed in ("trưởng phòng nghiệp vụ dược", "trưởng phòng nghiệp vụ dược sở y tế"):
        [(_url, words)] = answers(province, typed)
        assert "Bàn Thị Xuân, Trưởng phòng, Phòng Nghiệp vụ Dược" in words, typed
        assert "0209 3000 208" in words
    [(_url, words)] = answers(health, "giám đốc")
    assert "Nông Văn Dũng" in words
    assert answers(province, "giám đốc") == []


def test_an_office_of_a_chart_is_answered(answers, chart, province):
    for typed in ("chi cục an toàn thực phẩm", "sđt chi cục an toàn vệ sinh thực phẩm"):
        [(_url, words)] = answers(province, typed)
        assert "Chi cục An toàn vệ sinh thực phẩm" in words and "0209 3000 211" in words, typed


def test_what_is_not_public_is_no_answer(answers, chart, health, province):
    chart.leaders = [("person", make_person_block("Lý Văn Kín", "Giám đốc Sở"))]
    chart.save_revision()
    assert answers(province, "Lý Văn Kín") == []
    restrict_page(chart)
    assert answers(province, "Nông Văn Dũng") == []
    assert answers(province, "giám đốc sở y tế") == []
    chart.get_view_restrictions().delete()
    assert answers(province, "Nông Văn Dũng")
    chart.unpublish()
    assert answers(province, "Nông Văn Dũng") == []


@pytest.mark.parametrize(
    "typed",
    ["xin phép xây nhà", "xin giấy phép xây dựng nhà ở", "cấp phép xây nhà", "xin phep xay nha"]
    + ["thủ tục xây nhà", "giấy phép xây nhà riêng lẻ cần giấy tờ gì"],
)
def test_a_procedure_is_answered_by_everyday_words_with_who_does_it(
    answers, health, province, typed
):
    save_details(health, telephone="0209 3870 943")
    for title in (
        "Điều chỉnh giấy phép xây dựng nhà ở riêng lẻ",
        "Cấp giấy phép xây dựng nhà ở riêng lẻ",
    ):
        publish_procedure(health, title, fee="75.000 đồng")
    [(url, words), _change] = answers(province, typed)
    assert url == build_url(health, "/thu-tuc/cap-giay-phep-xay-dung-nha-o-rieng-le/")
    assert "Sở Y tế : 0209 3870 943" in words and "75.000 đồng" in words


@pytest.mark.parametrize(
    "typed",
    ["xây nhà", "nhà ở", "xin phép", "thủ tục", "xin phép xây chùa", "giấy phép lái xe", "dựng nhà"]
    + ["xin xáy nhà", "tin xây dựng nhà ở xã hội"],
)
def test_other_words_are_answered_by_no_procedure(answers, health, province, typed):
    publish_procedure(health, "Cấp giấy phép xây dựng nhà ở riêng lẻ")
    assert answers(province, typed) == []


def test_among_many_of_one_name_the_own_procedure_is_found(
    list_urls, health, district, monkeypatch
):
    monkeypatch.setattr(procedures, "MAX_CANDIDATES", 2)
    for agency in (district, district, district, health):
        publish_procedure(agency, "Đăng ký hộ kinh doanh")
    own = "/thu-tuc/dang-ky-ho-kinh-doanh/"
    assert list_urls(health, "đăng ký hộ kinh doanh")[0] == own


def test_the_own_procedures_come_before_those_of_other_units(list_urls, health, district):
    for agency in (health, district):
        publish_procedure(agency, "Đăng ký hộ kinh doanh")
    assert list_urls(district, "đăng kí hộ kinh doanh") == [
        "/thu-tuc/dang-ky-ho-kinh-doanh/",
        build_url(health, "/thu-tuc/dang-ky-ho-kinh-doanh/"),
    ]


def test_answers_in_english(visit, health, chart):
    open_in_english(health)
    health.name_en = "Department of Health"
    health.save()
    save_details(health, telephone="0209 3870 943", hours="7 giờ 30 đến 17 giờ")
    ask = partial(list_answers, visit, health, path="/en/tim-kiem/")
    for typed in ("department of health phone", "contact department of health", "phone number"):
        [(url, words)] = ask(typed)
        assert url == "/lien-he/" and "0209 3870 943" in words, typed
    [(_url, words)] = ask("opening hours of the department of health")
    assert "7 giờ 30 đến 17 giờ" in words
    [(_url, words)] = ask("director of department of health")
    assert "Nông Văn Dũng" in words


def test_answers_stand_above_the_first_page_of_an_unfiltered_search(answers, province, health):
    assert answers(province, "sở y tế")
    assert answers(province, "sở y tế", page="2") == []
    assert answers(province, "sở y tế", type="page") == []


@pytest.fixture
def parted(health, province):
    """A former commune that two others have divided; one of them has written a procedure."""
    heirs = [
        create_agency("xa-dong-phuc", Kind.COMMUNE, name_vi="Ủy ban nhân dân xã Đồng Phúc"),
        create_agency("xa-nam-cuong", Kind.COMMUNE, name_vi="Ủy ban nhân dân xã Nam Cường"),
    ]
    for number, heir in enumerate(heirs):
        save_details(heir, telephone=f"0209 3876 10{number}", address=f"Thôn {number}")
    former = create_agency("xa-quang-khe", Kind.COMMUNE, name_vi="Ủy ban nhân dân xã Quảng Khê")
    shares = {heirs[0].pk: "phần lớn", heirs[1].pk: "thôn Nà Lẻ"}
    archive_agency(
        agency=former, successors=heirs, shares=shares, ended_on=date(2026, 7, 1), by=None
    )
    return heirs


def test_a_former_commune_is_answered_with_who_has_which_part(answers, health, parted):
    first, second = answers(health, "xã Quảng Khê")
    assert "phần lớn" in first[1]
    assert "0209 3876 100" in first[1]
    assert "thôn Nà Lẻ" in second[1]


def test_a_task_in_a_former_commune_leads_to_the_office_that_serves_now(answers, health, parted):
    publish_procedure(parted[0], title="Đăng ký khai sinh")
    for asked in ("đăng ký khai sinh ở Quảng Khê", "dang ky khai sinh tai xa quang khe"):
        [(url, words)] = answers(health, asked)
        assert url.startswith(parted[0].root_url)
        assert "0209 3876 100" in words
        assert "phần lớn" in words
    assert answers(health, "đăng ký khai sinh ở Quảng Ngãi") == []


def test_a_task_that_the_office_has_not_written_leads_to_the_office(answers, health, parted):
    publish_procedure(health, title="Đăng ký khai sinh")
    found = answers(health, "đăng ký khai sinh ở Quảng Khê")
    assert ["0209 3876 100" in words for _url, words in found] == [True, False]
    assert answers(health, "nuôi cá sấu ở Quảng Khê") == []
