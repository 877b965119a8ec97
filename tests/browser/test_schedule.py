"""A unit's editor schedules an article: she says when, and her list and the website say so too."""

from playwright.sync_api import expect

from tests.browser.rest import wait_for_rest
from tests.browser.server import DISTRICT

# What she writes nobody has to approve.
EDITOR = "bien-tap-ba-be"


def test_an_editor_schedules_an_article(demo, sign_in):
    page = sign_in(EDITOR)
    page.get_by_role("main").get_by_role("link", name="Viết tin").click()
    wait_for_rest(page)
    page.get_by_role("textbox", name="Tiêu đề*").fill("Họp dân về cầu treo Nà Kiêng")
    times = page.get_by_role("region", name="Từ khi nào đến khi nào")
    for label, moment in (("Đăng lúc", "20/03/2035 08:00"), ("Hết hạn lúc", "21/03/2035 17:00")):
        times.get_by_role("textbox", name=label).fill(moment)
        # The calendar that opens lies over what comes next.
        page.keyboard.press("Tab")
    # Wherever the form has the button.
    page.locator("[name=action-publish]").evaluate("button => button.click()")
    row = page.get_by_role("row").filter(has_text="Họp dân về cầu treo")
    expect(row).to_contain_text("hẹn đăng 08:00, 20/03/2035")
    answer = demo.get(DISTRICT, "/tin-tuc/hop-dan-ve-cau-treo-na-kieng/")
    assert answer.status_code == 404
    row.get_by_role("link", name="Họp dân về cầu treo").click()
    wait_for_rest(page)
    expect(page.get_by_role("textbox", name="Hết hạn lúc")).to_have_value("21/03/2035 17:00")
