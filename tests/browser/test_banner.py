from tests.browser.server import DISTRICT

BANNER = ".banner-important"


def test_an_important_banner_stays_away_once_it_is_put_away(demo, page):
    page.goto(demo.url(DISTRICT))
    page.locator(BANNER).get_by_role("button", name="Ẩn").press("Enter")
    assert not page.locator(BANNER).is_visible()
    assert page.evaluate("() => document.activeElement.id") == "content"
    page.goto(demo.url(DISTRICT, "/ban-tin/"))
    assert not page.locator(BANNER).is_visible()
    assert page.locator(".banner-emergency").is_visible()
    page.evaluate("() => localStorage.setItem('an-thong-bao', '[\"0-important-0-0\"]')")
    page.reload()
    assert page.locator(BANNER).is_visible()


def test_without_scripts_there_is_no_button(demo, new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(demo.url(DISTRICT))
    assert page.locator(BANNER).is_visible()
    assert not page.locator(BANNER).get_by_role("button", name="Ẩn").is_visible()
