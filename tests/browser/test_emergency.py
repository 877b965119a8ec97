"""An emergency on a phone: from the dashboard to the websites, told anew, ended."""

import re

from playwright.sync_api import expect

from tests.browser.server import ADMIN, DISTRICT, HEALTH

PUBLISHER = "tac-gia"
TITLE = "Mưa lũ: rời nhà ven suối"
MOST_INTERACTIONS = 8


def test_a_publisher_goes_from_the_dashboard_to_the_banner_and_to_its_end(demo, sign_in):
    page = sign_in(PUBLISHER)
    page.set_viewport_size({"width": 390, "height": 844})
    interactions = [
        lambda: page.get_by_role("link", name="Đăng thông báo khẩn").click(),
        lambda: page.locator(".air-choices a").first.click(),
        lambda: page.locator("[name=title]").fill(TITLE),
        lambda: page.locator("[name=instruction]").fill("Lên chỗ cao ngay."),
        lambda: page.locator("[name=audience]").select_option(label="Các huyện và thành phố"),
        lambda: page.get_by_role("button", name="Xem trước khi đăng").click(),
        lambda: page.get_by_role("button", name=re.compile("^Đăng lên")).click(),
    ]
    for interact in interactions:
        interact()
    assert len(interactions) <= MOST_INTERACTIONS
    page.wait_for_url(re.compile(r"/admin/dieu-hanh/\d+/$"))
    assert TITLE in demo.get(DISTRICT).text
    assert TITLE not in demo.get(HEALTH).text
    page.get_by_role("link", name="Cập nhật").click()
    page.locator("[name=text]").fill("Nước đang rút.")
    page.get_by_role("button", name="Đăng cập nhật").click()
    expect(page.get_by_text("Nước đang rút.")).to_be_visible()
    end = page.get_by_role("link", name="Kết thúc")
    late = page.context.new_page()
    late.goto(demo.url(ADMIN, end.get_attribute("href")))
    end.click()
    page.get_by_role("button", name="Đúng, kết thúc").click()
    expect(page.locator(".air-state")).to_contain_text("Đã kết thúc")
    assert "banner-ended" in demo.get(DISTRICT).text
    # What is wrong with a form as a whole leads to no field.
    late.get_by_role("button", name="Đúng, kết thúc").click()
    expect(late.locator(".form-errors li")).to_have_text(["Bản tin này đã hết hiệu lực."])
    expect(late.locator(".form-errors a")).to_have_count(0)


def test_what_a_template_left_open_is_found_by_its_link_and_the_fourth_tap_publishes(
    sign_in,
):
    page = sign_in(PUBLISHER)
    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_role("link", name="Đăng thông báo khẩn").click()
    page.locator(".air-choices a").first.click()
    page.wait_for_load_state("load")
    for name in ("title", "instruction"):
        box = page.locator(f"[name={name}]")
        expect(box).to_have_value(re.compile(r"\[.+\]"))
        page.wait_for_function(
            "box => box.scrollHeight <= box.clientHeight", arg=box.element_handle()
        )
    page.get_by_role("button", name="Xem trước khi đăng").click()
    links = page.locator(".form-errors a")
    expect(links).to_have_text(["Tiêu đề", "Việc cần làm"])
    for link, name, text in zip(
        links.all(), ("title", "instruction"), (TITLE, "Lên!"), strict=True
    ):
        link.click()
        expect(page.locator(f"[name={name}]")).to_be_focused()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(text)
    page.get_by_role("button", name="Xem trước khi đăng").click()
    expect(page.locator(".air > :first-child")).to_contain_text("29 trang web: Tất cả các đơn vị")
    expect(page.get_by_role("button", name="Đăng lên 29 trang web")).to_be_in_viewport()
    page.get_by_role("link", name="Đổi nơi nhận").click()
    expect(page.locator("#id_audience")).to_be_in_viewport(ratio=1)
