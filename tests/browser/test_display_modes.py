"""Spacing, colours and links of the display panel: what only a browser shows.

Names of repositories say where readers of other toolbars met the fault that a test looks for.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import run_axe
from tests.browser.server import DISTRICT, DOMAIN, HEALTH, LONG_NAMED
from tests.browser.test_keyboard import walk

BULLETIN = "/ban-tin/day-manh-viec-cai-dat-bluezone/"
HIGH_DARK, WIDER, UNDERLINED = "Tương phản cao, nền tối", "Rộng hơn", "Luôn gạch chân"
RESET = "Đặt lại tất cả"
WHITE, BLACK = "rgb(255, 255, 255)", "rgb(0, 0, 0)"
DARK = "rgb(18, 23, 28)"
PAPER = "() => getComputedStyle(document.body).backgroundColor"
TOKEN = "() => getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()"
CHOSEN = "() => document.documentElement.dataset.display || ''"
LUMINANCE = """element => {
  const channels = getComputedStyle(element).backgroundColor.match(/[0-9]+/g).slice(0, 3);
  const [r, g, b] = channels.map((one) => ((one / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}"""
WATCH = """
const seen = window.seen = { moved: 0 };
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) seen.moved += shift.value;
}).observe({ type: "layout-shift", buffered: true });
requestAnimationFrame(function frame() {
  if (document.body) seen.paper = getComputedStyle(document.body).backgroundColor;
  else requestAnimationFrame(frame);
});
"""
SPACING = """() => {
  const second = document.querySelector("main .prose > * + *");
  const style = getComputedStyle(second);
  const top = second.getBoundingClientRect().top;
  const gap = top - second.previousElementSibling.getBoundingClientRect().bottom;
  const measures = [style.lineHeight, style.letterSpacing, style.wordSpacing].map(parseFloat);
  return [...measures, gap].map((one) => one / parseFloat(style.fontSize));
}"""


def choose(context, tokens):
    cookie = {"name": "hien-thi", "value": tokens, "domain": f".{DOMAIN}", "path": "/"}
    context.add_cookies([cookie])


def switch(page):
    return page.locator(".display-switch summary")


def panel(page):
    return page.get_by_role("banner").get_by_role("group", name="Hiển thị", exact=True)


def press(page, *names):
    for name in names:
        panel(page).get_by_role("button", name=name, exact=True).click()


def test_a_choice_holds_on_the_next_page_and_website_and_every_button_tells_it(demo, page):
    # jossef/open-accessibility#21, bennyluk/Sienna-Accessibility-Widget PR 4
    page.goto(demo.url(HEALTH))
    switch(page).click()
    press(page, HIGH_DARK, WIDER, UNDERLINED)
    for url in (demo.url(HEALTH, "/ban-tin/"), demo.url(DISTRICT, BULLETIN)):
        page.goto(url)
        assert (page.evaluate(CHOSEN), page.evaluate(PAPER)) == ("l1 c2 u1", BLACK)
        link = page.get_by_role("navigation", name="Chính").get_by_role("link").first
        expect(link).to_have_css("text-decoration-line", "underline")
    expect(panel(page)).to_have_count(0)
    switch(page).click()
    pressed = panel(page).locator("[aria-pressed=true]")
    expect(pressed).to_have_text(["Mặc định · 100%", WIDER, HIGH_DARK, UNDERLINED])
    expect(panel(page).get_by_role("listitem")).to_have_text(
        ["Cỡ chữ: Mặc định (100%)", "Giãn dòng, giãn chữ: Rộng hơn"]
        + ["Màu sắc: Tương phản cao, nền tối", "Liên kết: Luôn gạch chân"]
    )


def test_after_a_reload_reset_still_takes_everything_away(demo, page, context):
    # brickfieldprojects/moodle-block_accessibility#37; and no second cookie beside the domain's
    page.goto(demo.url(HEALTH))
    switch(page).click()
    press(page, HIGH_DARK, UNDERLINED)
    [cookie] = context.cookies()
    assert (cookie["value"], cookie["domain"]) == ("c2.u1", f".{DOMAIN}")
    page.reload()
    switch(page).click()
    press(page, RESET)
    expect(page.get_by_role("status")).to_contain_text("Màu sắc: Như thiết kế")
    assert context.cookies() == []
    page.reload()
    assert (page.evaluate(CHOSEN), page.evaluate(PAPER)) == ("", WHITE)


def test_the_first_thing_drawn_has_the_chosen_colours_and_nothing_moves(demo, page, context):
    # GouvernementFR/dsfr#960, #1082, #408, DISIC/design.numerique.gouv.fr#359: a white flash;
    # globalbibletools/platform#70: a layout flash; ours once: buttons that a script reveals
    choose(context, "s3.l1.c1.u1")
    page.add_init_script(WATCH)
    page.goto(demo.url(HEALTH))
    page.wait_for_function("() => window.seen.paper && document.readyState === 'complete'")
    page.evaluate("() => document.fonts.ready")
    assert page.evaluate("() => window.seen.paper") == DARK
    # Our budget for a page. What there is of it comes from the font.
    assert page.evaluate("() => window.seen.moved") < 0.02


@pytest.mark.parametrize(
    ("tokens", "path", "width"),
    [("s4.l1.c1.u1", "/", 1366), ("c2.u1", BULLETIN, 360), ("s2.l1.c3", "/hien-thi/", 360)],
)
def test_axe_finds_nothing_in_any_mode_with_the_panel_open(
    demo, page, context, tokens, path, width
):
    # Ours once: two choices that together made a link of 1.31 : 1.
    choose(context, tokens)
    page.set_viewport_size({"width": width, "height": 768})
    page.goto(demo.url(DISTRICT, path))
    switch(page).click()
    found = run_axe(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_choice_changes_no_role_no_name_and_no_order_of_focus(demo, page, context):
    # mickidum/acc_toolbar: positive tabindex; Sienna: alternatives that are gone
    # So wide that letters of every size have room for the same layout.
    page.set_viewport_size({"width": 2560, "height": 768})
    page.goto(demo.url(DISTRICT))
    page.emulate_media(reduced_motion="reduce")
    told = page.locator("body").aria_snapshot()
    tabbed = [one["html"] for one in walk(page, "Tab")]
    choose(context, "s3.l1.c2.u1")
    page.reload()
    assert page.locator("body").aria_snapshot() == told
    assert [one["html"] for one in walk(page, "Tab")] == tabbed


def test_the_system_is_followed_until_a_reader_chooses(demo, page, context):
    found = {}
    for tokens in ("", "c1", "c2", "c3"):
        if tokens:
            choose(context, tokens)
        page.goto(demo.url(HEALTH, "/lien-he/"))
        for scheme, more in (("light", None), ("dark", None), ("light", "more"), ("dark", "more")):
            page.emulate_media(color_scheme=scheme, contrast=more or "no-preference")
            found.setdefault(tokens, []).append(page.evaluate(PAPER))
    assert found == {
        "": [WHITE, DARK, WHITE, BLACK],
        "c1": [DARK] * 4,
        "c2": [BLACK] * 4,
        "c3": [WHITE] * 4,
    }
    page.emulate_media(color_scheme="dark", contrast="no-preference", media="print")
    choose(context, "c2")
    page.reload()
    # Paper stays white.
    assert page.evaluate(TOKEN) == "#ffffff"


def test_spacing_is_what_wcag_1_4_12_names(demo, page, context):
    choose(context, "l1")
    page.goto(demo.url(HEALTH, BULLETIN))
    line, letter, word, gap = page.evaluate(SPACING)
    assert line >= 1.5
    assert (letter, word) == (pytest.approx(0.12), pytest.approx(0.16))
    assert gap >= 2


@pytest.mark.browser_context_args(viewport={"width": 320, "height": 640})
def test_the_open_panel_at_the_largest_size_and_widest_spacing_does_not_scroll_sideways(
    demo, page, context
):
    # Ours once: 70 pixels of it.
    choose(context, "s4.l1")
    page.goto(demo.url(LONG_NAMED))
    switch(page).click()
    expect(panel(page)).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth") == 320


def test_the_panel_pushes_the_page_down_lets_the_keyboard_through_and_closes_again(demo, page):
    # elementor/one-click-accessibility#24: a menu that floats and cannot be closed
    page.goto(demo.url(HEALTH))
    brand = page.locator(".brand")
    top = brand.bounding_box()["y"]
    switch(page).focus()
    page.keyboard.press("Enter")
    expect(panel(page)).to_be_visible()
    assert brand.bounding_box()["y"] == pytest.approx(
        top + panel(page).bounding_box()["height"], abs=1
    )
    page.keyboard.press("Tab")
    expect(panel(page).get_by_role("button").first).to_be_focused()
    panel(page).get_by_role("link").focus()
    page.keyboard.press("Tab")
    assert not page.evaluate("() => document.activeElement.closest('.display-panel')")
    switch(page).click()
    expect(panel(page)).to_have_count(0)
    assert brand.bounding_box()["y"] == top


def test_escape_closes_the_panel_and_leads_back_to_its_switch(demo, page):
    page.goto(demo.url(HEALTH))
    switch(page).click()
    panel(page).get_by_role("button").nth(2).focus()
    page.keyboard.press("Escape")
    expect(panel(page)).to_have_count(0)
    expect(switch(page)).to_be_focused()


def test_an_emergency_is_the_loudest_in_the_dark_and_in_forced_colours(demo, page, context):
    choose(context, "c1")
    page.goto(demo.url(DISTRICT))
    emergency, important = page.locator(".banner-emergency"), page.locator(".banner-important")
    # How far each stands out from the page, in relative luminance (WCAG 2.2).
    assert emergency.evaluate(LUMINANCE) > 2 * important.evaluate(LUMINANCE)
    page.emulate_media(forced_colors="active")
    width = "element => parseFloat(getComputedStyle(element).borderTopWidth)"
    assert emergency.evaluate(width) >= 6 > important.evaluate(width)
    style = "element => getComputedStyle(element).borderTopStyle"
    assert emergency.evaluate(style) == "solid"


def test_with_forced_colours_focus_and_choice_are_still_seen(demo, page, context):
    # uswds/uswds#2147, digdir/designsystemet#2863: focus by box-shadow vanishes
    choose(context, "c3")
    page.emulate_media(forced_colors="active")
    page.goto(demo.url(HEALTH))
    switch(page).click()
    page.keyboard.press("Tab")
    outline = "element => getComputedStyle(element).outlineStyle"
    assert page.locator(":focus").evaluate(outline) == "solid"
    mark = "element => getComputedStyle(element, '::before').content"
    pressed = panel(page).locator("[aria-pressed=true]")
    assert all("✓" in one.evaluate(mark) for one in pressed.all())
