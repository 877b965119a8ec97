"""An officer publishes to all districts but one, and sees it on the websites."""

import re

from playwright.sync_api import expect

from tests.browser.server import ADMIN, DISTRICT, HEALTH, PINNING

PUBLISHER = "tac-gia"
TITLE = "Rét đậm, rét hại: giữ ấm cho gia súc"
MILLISECONDS_TO_VERIFY = 120_000
EXCEPTED = "Ủy ban nhân dân huyện Ba Bể"
# What citizens will see is seen to its last line, and no empty place stays below it.
WHOLE = """() => {
  const frame = document.querySelector(".air-banner"), shown = frame.contentDocument.body;
  return shown?.textContent.trim() && frame.clientHeight === shown.scrollHeight;
}"""


def test_an_officer_publishes_to_all_districts_but_one(demo, sign_in):
    page = sign_in(PUBLISHER)
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(demo.url(ADMIN, "/admin/snippets/bulletins/bulletin/add/"))
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=instruction]").fill("Che chắn chuồng trại.")
    audience = page.locator("[data-audience=addressees]")
    audience.get_by_label("Chọn đơn vị").check()
    audience.locator(".audience-some [value='kind:district']").check()
    expect(audience.locator("[data-number]")).to_contain_text("7 đơn vị")
    audience.locator("[data-list] summary").click()
    audience.get_by_role("button", name=f"Trừ đơn vị này: {EXCEPTED}").click()
    expect(audience.locator("[data-number]")).to_contain_text("6 đơn vị")
    page.locator("[name=action-publish]").evaluate("button => button.click()")
    expect(page.get_by_role("main").get_by_role("heading", level=2).first).to_contain_text(
        "6 trang web sẽ hiển thị"
    )
    page.wait_for_function(WHOLE)
    expect(page.locator(".air-facts")).to_contain_text("Sở Thông tin và Truyền thông")
    expect(page.locator(".air-sites").first).not_to_contain_text(EXCEPTED)
    assert TITLE not in demo.get(PINNING, "/ban-tin/").text
    page.get_by_role("button", name="Đăng lên 6 trang web").click()
    page.wait_for_url(re.compile(r"/admin/dieu-hanh/\d+/$"))
    expect(page.locator("[data-display]")).to_be_visible()
    expect(page.get_by_role("link", name="Xem trên trang web").first).to_be_visible()
    shown = [TITLE in demo.get(host, "/ban-tin/").text for host in (PINNING, DISTRICT, HEALTH)]
    assert shown == [True, False, False]
    # What is certified is what was read on the websites, as citizens read them.
    seen = page.locator("[data-display]")
    expect(seen).to_contain_text("Kiểm tra lần cuối lúc", timeout=MILLISECONDS_TO_VERIFY)
    with page.expect_download() as download:
        page.get_by_role("link", name="Giấy xác nhận (PDF)").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
