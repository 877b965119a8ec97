import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.server import (
    ADMIN,
    CALMED,
    CORRECTED,
    DISTRICT,
    DOMAIN,
    ENDED,
    HEALTH,
    PINNING,
    PROVINCE,
    SUCCESSOR,
    WITHDRAWN,
)

MAIN_PAGES = [
    "/",
    "/ban-tin/",
    "/ban-tin/day-manh-viec-cai-dat-bluezone/",
    "/tim-kiem/?q=thông+báo&scope=all",
]
OTHER_PAGES = [
    "/ban-tin/?muc=thien-tai",
    "/ban-tin/luu-tru/",
    "/ban-tin/nguon-tin/",
    "/ban-tin/nhung/",
    "/ban-tin/nguy-co-lu-quet-va-sat-lo-dat/",
    "/ban-tin/tam-ngung-cap-dien-theo-ke-hoach/",
    "/tim-kiem/",
    "/gioi-thieu/",
    "/gioi-thieu/chuc-nang-nhiem-vu/",
    "/gioi-thieu/co-cau-to-chuc/",
    "/tin-tuc/",
    "/van-ban/",
    "/lien-he/",
    "/co-quan/",
    "/hien-thi/",
    "/khong-co-trang-nay/",
]
# One with updates is among the other pages.
WHAT_BECAME_OF_BULLETINS = [
    (CALMED, f"/ban-tin/{ENDED}/"),
    (HEALTH, f"/ban-tin/{CORRECTED}/"),
    (PINNING, "/ban-tin/"),
    (PINNING, f"/ban-tin/{SUCCESSOR}/"),
    (PINNING, f"/ban-tin/{WITHDRAWN}/"),
]
PAGES_BEFORE_SIGN_IN = ["/tai-khoan/dang-nhap/", "/tai-khoan/quen-mat-khau/"]
PAGES_OF_AN_ACCOUNT = [
    "/tai-khoan/",
    "/tai-khoan/ung-dung/",
    "/tai-khoan/khoa-truy-cap/them/",
    "/tai-khoan/mat-khau/",
    "/tai-khoan/phien/",
    "/tai-khoan/dang-xuat/",
]
SIZES = ["s0", "s1", "s2", "s3", "s4"]
NORMAL, LARGEST = "s1", "s4"
WIDTHS = [360, 1366]
SCHEMES = ["light", "dark"]


def complaints_of_axe(page, url):
    page.goto(url)
    found = Axe().run(page)
    return found.generate_report() if found.violations_count else ""


def choose(context, size):
    cookie = {"name": "hien-thi", "value": size, "domain": f".{DOMAIN}", "path": "/"}
    context.add_cookies([cookie])


def test_axe_itself_works_under_the_security_policy(demo, page):
    page.goto(demo.url(DISTRICT))
    page.evaluate("() => document.querySelector('main img').removeAttribute('alt')")
    assert [one["id"] for one in Axe().run(page).response["violations"]] == ["image-alt"]


@pytest.mark.parametrize("size", [NORMAL, LARGEST])
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("path", MAIN_PAGES)
def test_the_main_pages_in_the_light_and_in_the_dark(demo, context, page, path, scheme, size):
    choose(context, size)
    page.emulate_media(color_scheme=scheme)
    assert complaints_of_axe(page, demo.url(DISTRICT, path)) == ""


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", ["s0", "s2", "s3"])
def test_the_home_page_at_every_other_size(demo, context, page, scheme, size):
    choose(context, size)
    page.emulate_media(color_scheme=scheme)
    assert complaints_of_axe(page, demo.url(DISTRICT)) == ""


@pytest.mark.parametrize("path", OTHER_PAGES)
def test_every_kind_of_page(demo, page, complaints, path):
    complaints.expect("/khong-co-trang-nay/")
    assert complaints_of_axe(page, demo.url(DISTRICT, path)) == ""


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("label", "path"), WHAT_BECAME_OF_BULLETINS)
def test_what_became_of_bulletins(demo, page, complaints, label, path, scheme):
    complaints.expect(WITHDRAWN)
    page.emulate_media(color_scheme=scheme)
    assert complaints_of_axe(page, demo.url(label, path)) == ""


@pytest.mark.parametrize("index", ["/tin-tuc/", "/van-ban/"])
def test_a_news_article_and_a_document(demo, page, index):
    path = demo.first_path(DISTRICT, index)
    assert complaints_of_axe(page, demo.url(DISTRICT, path)) == ""


@pytest.mark.parametrize("path", ["/en/", "/en/ban-tin/", "/en/tim-kiem/?q=install"])
def test_english_pages(demo, page, path):
    assert complaints_of_axe(page, demo.url(PROVINCE, path)) == ""


def test_the_directory_of_the_admin_host(demo, page):
    assert complaints_of_axe(page, demo.url(ADMIN)) == ""


@pytest.mark.drill
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_page_at_every_size(demo, context, page, complaints, scheme, size, width):
    complaints.expect("/khong-co-trang-nay/")
    choose(context, size)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 768})
    for path in MAIN_PAGES + OTHER_PAGES:
        assert complaints_of_axe(page, demo.url(DISTRICT, path)) == "", path


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_an_account(demo, sign_in, page, width, scheme):
    page.set_viewport_size({"width": width, "height": 768})
    page.emulate_media(color_scheme=scheme)
    found = [complaints_of_axe(page, demo.url(ADMIN, path)) for path in PAGES_BEFORE_SIGN_IN]
    sign_in("tac-gia")
    found += [complaints_of_axe(page, demo.url(ADMIN, path)) for path in PAGES_OF_AN_ACCOUNT]
    assert "".join(found) == ""
