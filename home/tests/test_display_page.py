import pytest

from home.inline_script import BOOT_SCRIPT, COOKIE_NAME
from home.tests.display import SWITCH, make_reader
from home.views.display import RULES_FILE
from sites.tests.factories import open_in_english
from tests.html import read_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(health):
    return make_reader(health)


def applied(css):
    """The tokens that a resolved stylesheet has switched on, by the rules of the file itself."""
    on = {line for line in css.splitlines() if ":root:root" in line}
    found = set()
    for line in RULES_FILE.read_text("utf-8").splitlines():
        if ":root[" in line and SWITCH.sub(":root:root", line) in on:
            found.add(SWITCH.search(line)[1])
    return found


@pytest.mark.parametrize(
    ("kept", "tokens"),
    [("", set()), ("s1", set()), ("s4", {"s4"}), ("nonsense", set())]
    + [("s3.l1.c2.u1", {"s3", "l1", "c2", "u1"}), ("c1.s0", {"s0", "c1"}), ("c3", {"c3"})]
    + [("s2} body{display:none", set())],
)
def test_without_scripts_a_stylesheet_applies_exactly_the_choice(reader, kept, tokens):
    reader.cookies[COOKIE_NAME] = kept
    answer = reader.get("/hien-thi/chon.css")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/css")
    css = answer.content.decode()
    assert applied(css) == tokens
    assert "data-display" not in css and "display:none" not in css


def test_that_stylesheet_is_the_readers_own(reader):
    answer = reader.get("/hien-thi/chon.css")
    assert set(answer["Cache-Control"].split(", ")) == {"private", "no-cache"}
    assert answer["Vary"] == "Cookie"


def test_pages_ask_for_it_only_where_there_are_no_scripts(reader):
    soup = read_html(reader.get("/").content)
    links = soup.select('link[href="/hien-thi/chon.css"]')
    assert [link.parent.name for link in links] == ["noscript"]


@pytest.mark.parametrize(
    ("kept", "tokens", "words"),
    [
        ("", ["s1", "l0", "c0", "u0"], "Cỡ chữ: Mặc định (100%)"),
        ("s4.c2", ["s4", "l0", "c2", "u0"], "Màu sắc: Tương phản cao, nền tối"),
        ("nonsense", ["s1", "l0", "c0", "u0"], "Liên kết: Như thiết kế"),
    ],
)
def test_the_page_of_choices_says_what_is_chosen(reader, kept, tokens, words):
    reader.cookies[COOKIE_NAME] = kept
    answer = reader.get("/hien-thi/")
    main = read_html(answer.content).main
    pressed = [button["value"] for button in main.select('button[aria-pressed="true"]')]
    said = [one for one in main.select("[data-token]") if not one.has_attr("hidden")]
    assert pressed == [one["data-token"] for one in said] == tokens
    assert words in [one.text for one in said]
    assert "private" in answer["Cache-Control"] and "no-store" in answer["Cache-Control"]


def test_the_page_of_choices_says_that_browser_and_system_do_the_same_everywhere(reader):
    words = read_html(reader.get("/hien-thi/").content).main.text
    assert "Trình duyệt, điện thoại và máy tính cũng làm được như vậy với mọi trang web" in words


def test_pages_that_caches_keep_claim_no_state(reader):
    # aria-pressed="false" would be untrue for whoever has chosen and runs no scripts.
    reader.cookies[COOKIE_NAME] = "s4.c2"
    soup = read_html(reader.get("/").content)
    panel = soup.select_one(".display-panel")
    assert len(panel.select("button")) == 14
    assert not soup.select("[aria-pressed], [aria-disabled]")
    assert all(one.has_attr("hidden") for one in panel.select("[data-token]"))
    assert not soup.select_one(".display-switch").has_attr("open")


@pytest.mark.parametrize(("path", "word"), [("/hien-thi/", "Đặt lại"), ("/en/hien-thi/", "Reset")])
def test_every_page_has_the_same_buttons_and_reset_in_its_language(health, path, word):
    # elementor/one-click-accessibility#24 and PR 63: a Reset that nobody had translated.
    open_in_english(health)
    soup = read_html(make_reader(health).get(path).content)
    labels = [one.text for one in soup.select('.display-panel button[value="reset"]')]
    assert labels and labels[0].startswith(word)


def test_its_buttons_lead_back_to_it(reader):
    soup = read_html(reader.get("/hien-thi/").content)
    form, button = soup.select_one("#display-form"), soup.main.select_one('button[value="s4"]')
    assert button["form"] == form["id"]
    sent = {button["name"]: button["value"], "next": form.select_one("input")["value"]}
    answer = reader.post(form["action"], sent)
    assert (answer["Location"], answer.cookies[COOKIE_NAME].value) == ("/hien-thi/", "s4")


def test_the_list_that_other_websites_frame_takes_no_choice(reader):
    # codegouvfr/react-dsfr#343: what a reader chose here would change a page elsewhere.
    html = reader.get("/ban-tin/nhung/").content.decode()
    assert "css/base" in html
    assert BOOT_SCRIPT not in html and "css/site" not in html and "chon.css" not in html
