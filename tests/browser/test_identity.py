"""The chief screens of a unit fit a telephone, by day and by night, with what to press in sight."""

import pytest
from playwright.sync_api import expect

from tests.browser.rest import wait_for_rest
from tests.browser.server import ADMIN

pytestmark = pytest.mark.drill("browser")
# The path, and the name of the main button.
SCREENS = {
    "/admin/": "Viết tin",
    "/admin/tin-tuc/": "Viết tin",
    "/admin/tin-tuc/viet/": "Gửi duyệt",
    "/admin/images/": "Thêm ảnh",
    "/admin/documents/": "Thêm tệp",
    "/admin/account/": "Lưu",
}
FACTS = """() => ({
    beyond: document.documentElement.scrollWidth - innerWidth,
    fonts: [...document.fonts].filter((font) => font.status === "loaded").map((one) => one.family),
})"""
# Tables with many columns, of the ICT department. What lies beyond the window is cut off there.
TABLES = ["/admin/agencies/", "/admin/ban-dich/don-vi/", "/admin/journal/"]
CUT = """() => [...document.querySelectorAll("main td, main th")]
    .filter((cell) => cell.checkVisibility() && cell.getBoundingClientRect().right > innerWidth)
    .map((cell) => cell.textContent.trim())"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_screens_of_an_editor_fit_a_telephone(demo, sign_in, scheme):
    page = sign_in("bien-tap-so-y-te")
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme=scheme)
    for path, label in SCREENS.items():
        page.goto(demo.url(ADMIN, path))
        wait_for_rest(page)
        main = page.get_by_role("main")
        button = main.get_by_role("link", name=label).or_(main.get_by_role("button", name=label))
        expect(button.first).to_be_in_viewport(ratio=1)
        facts = page.evaluate(FACTS)
        assert facts["beyond"] <= 0, path
        assert any("Be Vietnam Pro" in family for family in facts["fonts"]), path


@pytest.mark.parametrize("width", [390, 1366])
def test_nothing_of_a_table_is_cut_off(demo, sign_in, width):
    page = sign_in("quan-tri")
    page.set_viewport_size({"width": width, "height": 768})
    for path in TABLES:
        page.goto(demo.url(ADMIN, path))
        wait_for_rest(page)
        assert page.evaluate(CUT) == [], path
