"""The ICT department ends a unit, and its readers are told."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.server import ADMIN

UNIT, ITS_HOST = "Ban Dân tộc", "bandantoc"
SUCCESSOR = "Sở Nội vụ"


@pytest.fixture
def ended(demo, sign_in):
    page = sign_in("quan-tri")
    page.goto(demo.url(ADMIN, "/admin/agencies/"))
    page.get_by_role("link", name=UNIT, exact=True).click()
    page.get_by_role("button", name="Thao tác").first.click()
    page.get_by_role("link", name="Kết thúc đơn vị này").click()
    page.get_by_label("Tìm đơn vị").fill("noi vu")
    page.get_by_role("button", name="Tìm", exact=True).click()
    page.get_by_label(SUCCESSOR).check()
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_role("button", name="Có, kết thúc đơn vị này").click()
    expect(page.get_by_text(f"{UNIT} đã kết thúc hoạt động.")).to_be_visible()
    yield page
    page.goto(demo.url(ADMIN, "/admin/agencies/"))
    page.get_by_role("link", name=UNIT, exact=True).click()
    page.get_by_role("main").get_by_role("link", name="Khôi phục đơn vị này").last.click()
    page.get_by_role("button", name="Có, khôi phục").click()
    expect(page.get_by_text("hoạt động trở lại")).to_be_visible()


def test_readers_are_led_to_the_unit_that_carries_on(demo, ended, new_context):
    reader = new_context().new_page()
    for width in (390, 1366):
        reader.set_viewport_size({"width": width, "height": 800})
        for path in ("/", "/tin-tuc/", "/lien-he/"):
            assert reader.goto(demo.url(ITS_HOST, path)).status == 200
            banner = reader.get_by_role("region", name="Đơn vị này đã kết thúc")
            expect(banner.get_by_role("link", name=SUCCESSOR)).to_be_visible()
            assert [one["id"] for one in Axe().run(reader).response["violations"]] == []
