from tests.browser.server import DISTRICT, DOMAIN, HEALTH

BANNER = ".banner-important"


def test_an_important_banner_stays_away_once_it_is_put_away(demo, page, context):
    page.goto(demo.url(DISTRICT))
    page.locator(BANNER).get_by_role("button", name="Ẩn").press("Enter")
    assert not page.locator(BANNER).is_visible()
    assert page.evaluate("() => document.activeElement.id") == "content"
    page.goto(demo.url(DISTRICT, "/ban-tin/"))
    assert not page.locator(BANNER).is_visible()
    assert page.locator(".banner-emergency").is_visible()
    [cookie] = context.cookies()
    assert (cookie["name"], cookie["domain"]) == ("an-thong-bao", f".{DOMAIN}")
    context.add_cookies([cookie | {"value": "0-important-0-0"}])
    page.reload()
    assert page.locator(BANNER).is_visible()


def test_it_stays_away_on_the_other_websites_of_the_domain(demo, page):
    page.goto(demo.url(DISTRICT))
    title = page.locator(BANNER).get_by_role("heading").inner_text()
    page.goto(demo.url(HEALTH))
    assert page.locator(BANNER).get_by_role("heading").inner_text() == title
    page.locator(BANNER).get_by_role("button", name="Ẩn").click()
    page.goto(demo.url(DISTRICT))
    assert not page.locator(BANNER).is_visible()


def test_without_scripts_there_is_no_button(demo, new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(demo.url(DISTRICT))
    assert page.locator(BANNER).is_visible()
    assert not page.locator(BANNER).get_by_role("button", name="Ẩn").is_visible()
