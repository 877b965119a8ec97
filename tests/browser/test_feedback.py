"""A citizen writes to a unit with a mistake, without scripts, and puts it right."""

import pytest
from playwright.sync_api import expect

from tests.browser.server import DISTRICT


def focused(page):
    return page.locator(":focus")


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_an_error_is_found_by_its_link_and_the_second_try_gives_a_number(demo, page, complaints):
    complaints.expect("status of 422")
    page.goto(demo.url(DISTRICT, "/lien-he/"))
    expect(page.get_by_label("Để trống ô này")).to_be_hidden()
    page.get_by_label("Nội dung").fill("Đèn ở thôn 3 hỏng đã một tuần.")
    page.get_by_role("button", name="Gửi", exact=True).click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link").click()
    expect(focused(page)).to_have_attribute("name", "subject")
    expect(focused(page)).to_have_accessible_description("Hãy ghi vài chữ cho biết về việc gì.")
    focused(page).fill("Đèn đường hỏng")
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã nhận được góp ý của bạn")
    receipt, secret = page.locator(".receipt-number").all_inner_texts()
    page.get_by_role("link", name="Tra cứu phản ánh").click()
    expect(page.get_by_label("Mã tiếp nhận")).to_have_value(receipt)
    page.get_by_label("mã bí mật").fill(secret)
    page.get_by_role("button", name="Xem tình trạng").click()
    expect(page.get_by_role("main")).to_contain_text("Đang chờ trả lời")
