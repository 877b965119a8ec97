from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from sites.models import AgencySettings, Kind
from sites.tests.factories import create_agency, open_in_english
from tests.html import read_html

pytestmark = pytest.mark.django_db


def lines(response):
    assert response.status_code == 200
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    return response.content.decode().splitlines()


def url(host, path=""):
    return f"http://{host}:{settings.SITE_PORT}{path}"


@pytest.fixture
def units():
    """Units of several kinds; returns the names and host labels of all."""
    for code, kind, name in [
        ("van-phong", Kind.OFFICE, "Văn phòng Ủy ban nhân dân tỉnh"),
        ("dai", Kind.BROADCASTER, "Đài Phát thanh và Truyền hình"),
        ("bach-thong", Kind.DISTRICT, "Ủy ban nhân dân huyện Bạch Thông"),
        ("ban-dan-toc", Kind.COMMITTEE, "Ban Dân tộc"),
        ("du-an", Kind.BOARD, "Dự án đường 258"),
    ]:
        create_agency(code, kind, name_vi=name)
    return [
        ("Ban Dân tộc", "ban-dan-toc"),
        ("Cổng Thông tin điện tử tỉnh Bắc Kạn", "www"),
        ("Dự án đường 258", "du-an"),
        ("Đài Phát thanh và Truyền hình", "dai"),
        ("Sở Y tế", "soyte"),
        ("Ủy ban nhân dân huyện Ba Bể", "babe"),
        ("Ủy ban nhân dân huyện Bạch Thông", "bach-thong"),
        ("Văn phòng Ủy ban nhân dân tỉnh", "van-phong"),
    ]


def directory(response):
    assert response.status_code == 200
    links = read_html(response.content).select("main .directory a")
    return [(link.span.text, link["href"]) for link in links if link.span]


def expected(units):
    return [(name, url(f"{label}.{settings.BASE_DOMAIN}", "/")) for name, label in units]


def test_the_directory_lists_all_units_on_every_website(visit, health, district, units):
    for agency in (health, district):
        assert sorted(directory(visit(agency, "/co-quan/"))) == sorted(expected(units))


def test_the_admins_host_lists_them_too_with_the_way_in(anonymous, units):
    response = anonymous(settings.ADMIN_HOST).get("/")
    assert sorted(directory(response)) == sorted(expected(units))
    links = [link["href"] for link in read_html(response.content).select("a")]
    assert "/admin/" in links


def test_the_english_directory_has_english_names_where_there_are_some(visit, health, district):
    open_in_english(health)
    district.name_en = "People's Committee of Ba Be District"
    district.save()
    names = [name for name, _ in directory(visit(health, "/en/co-quan/"))]
    assert set(names) == {
        "Cổng Thông tin điện tử tỉnh Bắc Kạn",
        "People's Committee of Ba Be District",
        "Sở Y tế",
    }


@pytest.mark.parametrize("where", ["/co-quan/", None], ids=["website", "admin"])
def test_the_directory_costs_the_same_whatever_the_number_of_units(
    visit, anonymous, health, units, where, django_assert_max_num_queries
):
    def ask():
        return visit(health, where) if where else anonymous(settings.ADMIN_HOST).get("/")

    ask()
    with django_assert_max_num_queries(5):
        ask()


def test_robots_may_read_everything_but_lists_of_results(visit, health):
    assert lines(visit(health, "/robots.txt")) == [
        "User-agent: *",
        "Disallow: /tim-kiem/",
        "Disallow: /en/tim-kiem/",
        "",
        f"Sitemap: {health.root_url}/sitemap.xml",
    ]


def test_robots_stay_off_the_admins_host(anonymous):
    answer = anonymous(settings.ADMIN_HOST).get("/robots.txt")
    assert lines(answer) == ["User-agent: *", "Disallow: /"]


def security_fields(response):
    fields = [line.split(": ", 1) for line in lines(response)]
    assert len({name for name, _ in fields}) == len(fields), "each field once"
    return dict(fields)


def test_security_txt_has_what_rfc_9116_requires(visit, health):
    fields = security_fields(visit(health, "/.well-known/security.txt"))
    assert set(fields) == {"Contact", "Expires", "Preferred-Languages"}
    expires = datetime.fromisoformat(fields["Expires"])
    now = datetime.now(UTC)
    # The RFC recommends less than a year, so that nobody trusts a forgotten address.
    assert now + timedelta(days=30) < expires < now + timedelta(days=365)
    # The same all day, so that it can be kept.
    assert (expires.hour, expires.minute, expires.second, expires.microsecond) == (0, 0, 0, 0)
    assert fields["Preferred-Languages"] == "vi, en"


def test_a_weakness_is_told_by_mail_or_on_the_website(visit, health, district):
    details = AgencySettings.for_site(health.site)
    details.email = "soyte@backan.example"
    details.save()
    contacts = [
        security_fields(visit(agency, "/.well-known/security.txt"))["Contact"]
        for agency in (health, district)
    ]
    assert contacts == [
        "mailto:soyte@backan.example",
        url(district.site.hostname, "/"),
    ]
    assert visit(district, "/lien-he/").status_code == 200


def test_nobody_needs_a_language_prefix_for_them(visit, health):
    open_in_english(health)
    for path in ("/en/robots.txt", "/en/.well-known/security.txt"):
        assert visit(health, path).status_code == 404


def test_the_page_for_a_failure_needs_neither_request_nor_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        page = read_html(render_to_string("500.html"))
    assert page.html["lang"] == "vi" and page.h1.text
    assert page.select_one('meta[name="robots"]')["content"] == "noindex"
