"""WCAG 2.2, 1.4.4, 1.4.10 and 1.4.12 together: 320 pixels wide, letters twice as large, and
everything spaced out.
"""

import pytest

from tests.browser.server import ADMIN, DISTRICT, DOMAIN, LONGEST, PROVINCE

LARGEST = {"name": "hien-thi", "value": "s4.l1", "domain": f".{DOMAIN}", "path": "/"}
NARROW = {"width": 320, "height": 640}
PATHS = [
    "/",
    "/ban-tin/",
    "/ban-tin/luu-tru/",
    "/ban-tin/day-manh-viec-cai-dat-bluezone/",
    "/ban-tin/phong-dich-ta-lon-chau-phi/",
    "/tim-kiem/",
    "/tim-kiem/?q=thông+báo&scope=all",
    "/tim-kiem/?q=khôngcótừnàynhưthếnàyđâu",
    "/gioi-thieu/",
    "/gioi-thieu/chuc-nang-nhiem-vu/",
    "/tin-tuc/",
    "/van-ban/",
    "/lien-he/",
    "/co-quan/",
    "/so-do/",
    "/hien-thi/",
    "/khong-co-trang-nay/",
]
ENGLISH = [
    "/en/",
    "/en/ban-tin/",
    "/en/ban-tin/day-manh-viec-cai-dat-bluezone/",
    "/en/tim-kiem/?q=install",
    "/en/contact/",
    "/en/co-quan/",
    "/en/hien-thi/",
]
OVERHANGING = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > room + 0.5)
    .map((element) => `${element.localName}.${element.className}`);
}"""

WITH_AND_WITHOUT_SCRIPTS = [
    pytest.param(id="with scripts", marks=pytest.mark.browser_context_args(viewport=NARROW)),
    pytest.param(
        id="without scripts",
        marks=pytest.mark.browser_context_args(viewport=NARROW, java_script_enabled=False),
    ),
]
both_ways = pytest.mark.parametrize((), WITH_AND_WITHOUT_SCRIPTS)


def overhanging(page, url):
    page.goto(url)
    return page.evaluate(OVERHANGING)


@both_ways
@pytest.mark.parametrize("label", [DISTRICT, LONGEST])
def test_nothing_scrolls_sideways_at_the_largest_size(demo, context, page, complaints, label):
    complaints.expect("/khong-co-trang-nay/")
    context.add_cookies([LARGEST])
    paths = PATHS + [demo.first_path(label, index) for index in ("/tin-tuc/", "/van-ban/")]
    found = {path: overhanging(page, demo.url(label, path)) for path in paths}
    assert page.evaluate("() => getComputedStyle(document.documentElement).fontSize") == "32px"
    assert {path: parts for path, parts in found.items() if parts} == {}


@both_ways
def test_the_english_pages_do_not_either(demo, context, page):
    context.add_cookies([LARGEST])
    found = {path: overhanging(page, demo.url(PROVINCE, path)) for path in ENGLISH}
    assert {path: parts for path, parts in found.items() if parts} == {}


@pytest.mark.browser_context_args(viewport=NARROW)
def test_the_open_menu_does_not_either(demo, context, page):
    context.add_cookies([LARGEST])
    page.goto(demo.url(LONGEST))
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("link", name="Giới thiệu").wait_for()
    assert page.evaluate(OVERHANGING) == []


@pytest.mark.browser_context_args(viewport=NARROW)
def test_the_directory_of_the_admin_host_does_not_either(demo, page):
    assert overhanging(page, demo.url(ADMIN)) == []
