from itertools import cycle, product

import pytest

from tests.browser.axe import run_axe, run_axe_and_record
from tests.browser.pages import FAILURES, KINDS, show
from tests.browser.server import ADMIN, DISTRICT

MAIN_KINDS = ["front in an emergency", "bulletins", "bulletin", "search with hits"]
# Every choice of the display, and each of its colours with all that may stand beside them.
# docs/features/display.md
MODES = ["", "s0", "s2 c1", "s3 c3", "s4 l1", "c2", "c1 u1", "c3 u1", "s4 l1 c2 u1"]
WIDTHS = [360, 1366]
SCHEMES = ["light", "dark"]
WAYS = list(product(WIDTHS, SCHEMES))
# Each kind once, and each of the nine modes in every one of the four ways.
SPREAD = list(zip(KINDS, cycle(MODES), cycle(WAYS), strict=False))
PAGES_BEFORE_SIGN_IN = ["/tai-khoan/dang-nhap/", "/tai-khoan/quen-mat-khau/"]
PAGES_OF_AN_ACCOUNT = [
    "/tai-khoan/",
    "/tai-khoan/ung-dung/",
    "/tai-khoan/khoa-truy-cap/them/",
    "/tai-khoan/mat-khau/",
    "/tai-khoan/phien/",
    "/tai-khoan/dang-xuat/",
]


def look_as(page, width, scheme, mode):
    page.set_viewport_size({"width": width, "height": 768})
    page.emulate_media(color_scheme=scheme)
    show(page, mode)
    return complaints_of_axe(page)


def complaints_of_axe(page):
    found = run_axe_and_record(page)
    return found.generate_report() if found.violations_count else ""


def test_axe_itself_works_under_the_security_policy(demo, page):
    page.goto(demo.url(DISTRICT))
    page.evaluate("() => document.querySelector('main img').removeAttribute('alt')")
    links = page.locator(".site-footer li, .site-footer li a")
    links.evaluate_all(
        "all => all.forEach(({ style }) => { style.font = '12px/1 serif'; style.padding = 0 })"
    )
    violations = run_axe(page).response["violations"]
    assert [one["id"] for one in violations] == ["image-alt", "target-size"]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("kind", MAIN_KINDS)
def test_the_main_pages_as_most_people_see_them(demo, page, kind, scheme):
    KINDS[kind](demo, page)
    assert look_as(page, 1366, scheme, "") == ""


@pytest.mark.parametrize(("kind", "mode", "way"), SPREAD)
def test_every_kind_of_page_in_one_way(demo, page, complaints, kind, mode, way):
    complaints.expect(FAILURES)
    KINDS[kind](demo, page)
    assert look_as(page, *way, mode) == ""


@pytest.mark.drill("accessibility")
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_in_every_way(demo, page, complaints, kind):
    complaints.expect(FAILURES)
    KINDS[kind](demo, page)
    found = {(*way, mode): look_as(page, *way, mode) for way in WAYS for mode in MODES}
    assert {how: report for how, report in found.items() if report} == {}


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (360, "light"),
        (1366, "dark"),
        pytest.param(360, "dark", marks=pytest.mark.drill("accessibility")),
        pytest.param(1366, "light", marks=pytest.mark.drill("accessibility")),
    ],
)
def test_the_pages_of_an_account(demo, sign_in, page, width, scheme):
    page.set_viewport_size({"width": width, "height": 768})
    page.emulate_media(color_scheme=scheme)
    found = []
    for path in PAGES_BEFORE_SIGN_IN:
        page.goto(demo.url(ADMIN, path))
        found.append(complaints_of_axe(page))
    sign_in("tac-gia")
    for path in PAGES_OF_AN_ACCOUNT:
        page.goto(demo.url(ADMIN, path))
        found.append(complaints_of_axe(page))
    assert "".join(found) == ""
