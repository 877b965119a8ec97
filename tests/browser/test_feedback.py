"""A citizen writes to a unit with a mistake, without scripts, and puts it right."""

import re

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
    expect(page).to_have_url(re.compile(r"/gop-y/[A-Z]+-\d{4}-\d{4}-\d{4}/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã nhận được góp ý của bạn")
