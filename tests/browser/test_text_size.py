import pytest
from playwright.sync_api import expect

from tests.browser.server import DISTRICT, DOMAIN, HEALTH, LONG_NAMED

SMALLER, NORMAL, LARGER = "Giảm cỡ chữ", "Cỡ chữ mặc định", "Tăng cỡ chữ"
STEPS = [
    ("Nhỏ", 90),
    ("Mặc định", 100),
    ("Lớn", 125),
    ("Rất lớn", 150),
    ("Lớn nhất", 200),
]
BULLETIN = "/ban-tin/day-manh-viec-cai-dat-bluezone/"
# What the page looks like before any file but itself has been read, and when it is first drawn.
WATCH_FIRST_FRAME = """
const seen = window.seen = {};
const display = () => document.documentElement.dataset.display;
document.addEventListener("readystatechange", () => { seen[document.readyState] = display() });
requestAnimationFrame(function frame() {
  if (document.body) seen.frame = display();
  else requestAnimationFrame(frame);
});
"""

# What a browser does when one turns to another tab or program.
HIDE = """() => {
    Object.defineProperty(document, "hidden", { value: true, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def press(page, name, times=1):
    for _ in range(times):
        page.get_by_role("button", name=name).click()


def percent(page):
    return (
        page.evaluate("() => parseFloat(getComputedStyle(document.documentElement).fontSize)")
        / 0.16
    )


def status(page):
    return page.get_by_role("status")


@pytest.mark.parametrize("up", range(4))
def test_each_step_has_its_size_and_says_it_in_words(demo, page, up):
    page.goto(demo.url(HEALTH))
    expect(status(page)).to_have_text("", use_inner_text=True)
    press(page, SMALLER)
    press(page, LARGER, times=up + 1)
    name, size = STEPS[up + 1]
    expect(status(page)).to_have_text(f"Cỡ chữ: {name} ({size}%)", use_inner_text=True)
    assert percent(page) == pytest.approx(size)


def test_the_size_holds_after_a_reload_and_on_another_website(demo, page):
    page.goto(demo.url(HEALTH))
    press(page, LARGER, times=2)
    page.reload()
    assert percent(page) == pytest.approx(150)
    page.goto(demo.url(DISTRICT, BULLETIN))
    assert percent(page) == pytest.approx(150)
    press(page, LARGER)
    page.goto(demo.url(HEALTH))
    assert percent(page) == pytest.approx(200)


def test_a_late_answer_to_the_page_before_does_not_undo_a_step(demo, page, context):
    page.goto(demo.url(HEALTH))
    press(page, LARGER)
    page.goto(demo.url(DISTRICT))
    [cookie] = context.cookies()
    press(page, LARGER)
    context.add_cookies([cookie])
    page.reload()
    assert percent(page) == pytest.approx(150)


def test_leaving_a_page_has_the_server_keep_its_last_step_and_no_other(demo, page, context):
    page.goto(demo.url(HEALTH))
    sent = []
    page.on("request", lambda one: one.method == "POST" and sent.append(one.post_data))
    press(page, LARGER, times=2)
    with page.expect_response("**/hien-thi/dat/"):
        page.evaluate(HIDE)
    page.evaluate(HIDE)
    assert sent == ["choice=s3.l0.c0.u0&scripted=1"]


def test_one_button_leads_back_to_the_normal_size_everywhere(demo, page, context):
    page.goto(demo.url(HEALTH))
    press(page, LARGER, times=2)
    page.goto(demo.url(DISTRICT))
    press(page, NORMAL)
    assert percent(page) == pytest.approx(100)
    expect(status(page)).to_have_text("Cỡ chữ: Mặc định (100%)", use_inner_text=True)
    page.goto(demo.url(HEALTH))
    assert percent(page) == pytest.approx(100)
    assert context.cookies() == []


def test_the_first_thing_drawn_has_the_chosen_size(demo, page):
    page.goto(demo.url(HEALTH))
    press(page, LARGER, times=2)
    page.add_init_script(WATCH_FIRST_FRAME)
    page.goto(demo.url(LONG_NAMED))
    page.wait_for_function("() => window.seen.frame && document.readyState === 'complete'")
    assert page.evaluate("() => window.seen") == {
        "interactive": "s3",
        "frame": "s3",
        "complete": "s3",
    }


@pytest.mark.parametrize(
    ("end", "steps", "size", "back"), [(SMALLER, 1, 90, LARGER), (LARGER, 3, 200, SMALLER)]
)
def test_at_an_end_the_button_is_off_and_does_nothing(demo, page, end, steps, size, back):
    page.goto(demo.url(HEALTH))
    button = page.get_by_role("button", name=end)
    expect(button).to_have_attribute("aria-disabled", "false")
    press(page, end, times=steps)
    expect(button).to_have_attribute("aria-disabled", "true")
    assert percent(page) == pytest.approx(size)
    # Without force, Playwright waits for a button that is off to come on.
    button.click(force=True)
    assert percent(page) == pytest.approx(size)
    press(page, back)
    expect(button).to_have_attribute("aria-disabled", "false")


def test_the_keyboard_works_the_buttons_and_keeps_its_place(demo, page):
    page.goto(demo.url(HEALTH))
    button = page.get_by_role("button", name=LARGER)
    button.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    assert percent(page) == pytest.approx(150)
    expect(button).to_be_focused()


def test_the_display_page_sets_the_size_and_says_so(demo, page):
    page.goto(demo.url(HEALTH, "/hien-thi/"))
    page.get_by_role("button", name="Rất lớn · 150%").click()
    expect(page.get_by_role("button", name="Rất lớn · 150%")).to_have_attribute(
        "aria-pressed", "true"
    )
    said = page.get_by_role("main").get_by_role("listitem").first
    expect(said).to_have_text("Cỡ chữ: Rất lớn (150%)")
    assert percent(page) == pytest.approx(150)


@pytest.mark.parametrize("path", ["/", "/ban-tin/", BULLETIN, "/tim-kiem/?q=bluezone", "/lien-he/"])
def test_pages_are_the_same_bytes_for_every_choice(demo, path):
    plain = demo.get(HEALTH, path)
    # coderedcorp/wagtail-cache#29: a cookie that splits every cache
    chosen = demo.get(HEALTH, path, cookies={"hien-thi": "s4.l1.c2.u1"})
    assert chosen.content == plain.content
    assert chosen.headers["ETag"] == plain.headers["ETag"]
    assert "Cookie" not in chosen.headers.get("Vary", "")
    assert "Set-Cookie" not in chosen.headers


def test_the_choice_is_kept_for_a_year_in_one_cookie_of_the_domain(demo, page, context):
    page.goto(demo.url(HEALTH))
    press(page, LARGER)
    [cookie] = context.cookies()
    assert cookie["domain"] == f".{DOMAIN}"
    lasts = cookie["expires"] - page.evaluate("() => Date.now()") / 1000
    assert lasts == pytest.approx(365 * 24 * 60 * 60, abs=60)
