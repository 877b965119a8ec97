"""One emergency in Vietnamese, English and Tày, on the screens that people click through.

``tests/test_languages_story.py`` asks the same of what stands behind the screens.
"""

import html
import re
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.browser.pages import FAILURES
from tests.browser.server import ADMIN, HEALTH, ICT, PROVINCE, serve_demo
from tests.chromium import LAUNCH_ARGS

PUBLISHER, TRANSLATOR = "tac-gia", "nguoi-dich"
PHONE = {"width": 390, "height": 844}
# A microphone that hears beeps, and nobody who has to allow it.
MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]

EARLIER = "Nguy cơ lũ quét và sạt lở đất"
TITLE, ENGLISH_TITLE = "Lũ về: sơ tán về trường", "Flood: go to the school"
FORMER, PRESENT = "Tới trường cũ lúc 7 giờ.", "Tới trường mới lúc 9 giờ."
FORMER_ENGLISH, PRESENT_ENGLISH = "Go to the old school at 7.", "Go to the new school at 9."
PATH = "/ban-tin/lu-ve-so-tan-ve-truong/"
LISTEN = "Nghe bằng tiếng Tày"

PATHS = [
    "/", "/ban-tin/", PATH, f"{PATH}wifi/",
    "/ban-tin/rss.xml", "/ban-tin/atom.xml", "/ban-tin/feed.json", "/ban-tin/cap.atom",
]  # fmt: skip
LABELS = [HEALTH, PROVINCE, ICT]
# Holds all languages.
WARNINGS = {(label, f"{PATH}cap.xml") for label in LABELS}
IN_VIETNAMESE = {(label, path) for label in LABELS for path in PATHS} | WARNINGS
IN_ENGLISH = {(label, f"/en{path}") for label in (PROVINCE, ICT) for path in PATHS} | WARNINGS
DOORS = IN_VIETNAMESE | IN_ENGLISH
HEARD = {(label, path) for label in LABELS for path in (PATH, "/ban-tin/rss.xml")} | WARNINGS


@pytest.fixture(scope="module")
def demo(loaded):
    """A demo of its own: its emergency ends here. Recordings stay as they were uploaded."""
    with serve_demo(loaded=loaded, FFMPEG="") as running:
        yield running


@pytest.fixture(scope="module")
def browser(launch_browser):
    browser = launch_browser(args=[*LAUNCH_ARGS, *MICROPHONE])
    yield browser
    browser.close()


@pytest.fixture
def open_phone(new_context):
    def open_phone():
        page = new_context().new_page()
        page.set_viewport_size(PHONE)
        return page

    return open_phone


@pytest.fixture
def publisher(open_phone, sign_in):
    """Somebody of the ICT department, on a phone."""
    return sign_in(PUBLISHER, anew=True, window=open_phone())


@pytest.fixture
def translator(new_context, sign_in):
    return sign_in(TRANSLATOR, window=new_context().new_page())


@pytest.fixture
def citizen(open_phone):
    return open_phone()


@pytest.fixture
def read_all(demo, publisher):
    """What every website, feed and warning says now, and every poster, by its door."""

    def read():
        said = {door: html.unescape(demo.get(*door).text) for door in DOORS}
        return said | dict(read_posters(demo, publisher))

    return read


def list_doors(said, words):
    return {door for door, text in said.items() if words in text}


def open_dashboard(page, demo):
    page.goto(demo.url(ADMIN, "/admin/"))


def open_lifecycle(page, demo, title):
    """From the dashboard to where a bulletin that is on air is steered."""
    open_dashboard(page, demo)
    page.get_by_role("region", name="Đang đăng").get_by_role("link", name=title).click()
    expect(page.locator(".air-state")).to_be_visible()


def open_channels(page, demo):
    open_lifecycle(page, demo, TITLE)
    page.get_by_role("link", name="Áp phích, tin nhắn").click()
    expect(page.get_by_role("heading", name="Áp phích")).to_be_visible()


def read_posters(demo, page):
    """The text of the poster in each language that the screen of the channels offers."""
    open_channels(page, demo)
    languages = page.get_by_role("list", name="Ngôn ngữ").get_by_role("link")
    for language in languages.all_inner_texts():
        chosen = languages.filter(has_text=language)
        chosen.click()
        expect(chosen).to_have_attribute("aria-current", "true")
        with page.expect_download() as saved:
            page.get_by_role("link", name="Áp phích A4", exact=True).click()
        pdf = pypdfium2.PdfDocument(Path(saved.value.path()))
        yield f"poster {language}", " ".join(pdf[0].get_textpage().get_text_range().split())


def end_emergency(page, demo, title):
    open_lifecycle(page, demo, title)
    page.get_by_role("link", name="Kết thúc").click()
    page.get_by_role("button", name="Đúng, kết thúc").click()
    expect(page.locator(".air-state")).to_contain_text("Đã kết thúc")


def publish_emergency(page, demo):
    open_dashboard(page, demo)
    page.get_by_role("link", name="Đăng thông báo khẩn").click()
    page.get_by_role("link", name="Việc khác").click()
    page.get_by_label("Tiêu đề").fill(TITLE)
    page.get_by_label("Loại sự kiện").select_option(label="Lũ quét")
    page.get_by_role("textbox", name="Việc cần làm").fill(FORMER)
    page.get_by_label("Nơi nhận").select_option(label="Tất cả: mọi trang của tỉnh")
    page.get_by_role("button", name="Xem trước khi đăng").click()
    page.get_by_role("button", name=re.compile("^Đăng lên")).click()
    expect(page.locator(".air-state")).to_contain_text("Đang đăng")


def open_task(page, demo, title):
    """From the dashboard to something that somebody has to do."""
    open_dashboard(page, demo)
    page.get_by_role("region", name="Cần bạn xử lý").get_by_role("link", name=title).click()


def record(page):
    """Say the emergency in Tày into the phone, listen and publish it."""
    page.get_by_role("button", name="Bắt đầu ghi âm").click()
    expect(page.locator(".recorder-time")).to_have_text(re.compile("0:0[1-9]"))
    page.get_by_role("button", name="Dừng").click()
    page.get_by_role("button", name="Lưu bản ghi âm này").click()
    page.get_by_role("button", name="Đăng lên các trang web").click()
    expect(page.get_by_text("Bản ghi âm đã nghe được trên các trang")).to_be_visible()


def listen(page, demo, label):
    """Press the button of the banner; returns the address of what is then heard."""
    page.goto(demo.url(label))
    page.locator("#emergency").get_by_role("link", name=LISTEN).click()
    player = page.locator("#nghe-tyz audio")
    expect(player).to_be_in_viewport()
    player.evaluate("player => player.play()")
    expect(player).not_to_have_js_property("currentTime", 0)
    return player.get_attribute("src")


def read_queue(page, demo):
    page.goto(demo.url(ADMIN, "/admin/"))
    page.get_by_role("link", name="Bản dịch").click()
    expect(page.get_by_role("heading", name="Cần dịch")).to_be_visible()
    return page.locator(".translation-queue tbody tr")


def translate(page, field, words):
    """Write the words of one field in the translation editor and save them."""
    editor = page.locator(".js-translation-editor")
    part = editor.get_by_role("listitem").filter(
        has=page.get_by_role("heading", name=field, exact=True)
    )
    part.get_by_role("button", name=re.compile("^(Dịch|Sửa)$")).click()
    part.get_by_role("textbox").fill(words)
    part.get_by_role("button", name="Lưu").click()
    expect(part.get_by_role("button", name="Sửa")).to_be_visible()


def submit(page):
    page.get_by_role("button", name="Gửi duyệt").click()
    expect(page.get_by_text("Đã gửi duyệt bản dịch")).to_be_visible()


def approve(page, demo, title):
    open_task(page, demo, title)
    page.get_by_role("button", name="Duyệt và đăng").click()
    page.wait_for_url(demo.url(ADMIN, "/admin/"))


def correct(page, demo):
    open_lifecycle(page, demo, TITLE)
    page.get_by_role("link", name="Sửa nội dung").click()
    page.get_by_role("textbox", name="Việc cần làm").fill(PRESENT)
    page.get_by_role("button", name="Đăng", exact=True).click()
    page.get_by_role("button", name=re.compile("^Đăng lên .* trang web")).click()
    expect(page.locator(".air-state")).to_be_visible()


def withdraw(page, demo):
    open_lifecycle(page, demo, TITLE)
    page.get_by_role("link", name="Thu hồi").click()
    page.get_by_label("Vì sao thu hồi?").fill("Sai nơi tránh lũ.")
    page.get_by_role("button", name="Đúng, thu hồi").click()
    expect(page.locator(".air-state")).to_contain_text("Đã thu hồi")


def test_nothing_former_is_told_as_current_in_any_language(
    demo, publisher, translator, citizen, complaints, read_all
):
    end_emergency(publisher, demo, EARLIER)
    publish_emergency(publisher, demo)
    row = read_queue(translator, demo).first
    expect(row).to_contain_text(TITLE)
    expect(row).to_contain_text("chưa dịch")
    row.get_by_role("button", name="Dịch").click()
    translate(translator, "Tiêu đề", ENGLISH_TITLE)
    translate(translator, "Việc cần làm", FORMER_ENGLISH)
    translate(translator, "Tóm tắt", FORMER_ENGLISH)
    submit(translator)
    approve(publisher, demo, ENGLISH_TITLE)
    open_channels(publisher, demo)
    publisher.get_by_role("link", name="Ghi âm Tiếng Tày").click()
    record(publisher)
    former_recording = listen(citizen, demo, HEALTH)
    said = read_all()
    assert list_doors(said, FORMER) == IN_VIETNAMESE | {"poster Tiếng Việt"}
    assert list_doors(said, FORMER_ENGLISH) == IN_ENGLISH | {"poster Tiếng Anh"}
    assert list_doors(said, former_recording) >= HEARD

    correct(publisher, demo)
    said = read_all()
    for former in (FORMER, FORMER_ENGLISH, former_recording):
        assert list_doors(said, former) == set()
    assert list_doors(said, PRESENT) == {*said}
    assert demo.get(HEALTH, former_recording).status_code == 404
    citizen.goto(demo.url(PROVINCE))
    expect(citizen.locator("#emergency")).to_contain_text(PRESENT)
    expect(citizen.get_by_role("link", name=LISTEN)).to_have_count(0)
    citizen.get_by_role("link", name="English").click()
    citizen.locator("#emergency").get_by_role("link", name=ENGLISH_TITLE).click()
    expect(citizen.get_by_text("The Vietnamese text was changed on")).to_be_visible()
    instruction = citizen.get_by_role("region", name="What to do").get_by_text(PRESENT)
    expect(instruction).to_have_attribute("lang", "vi")

    row = read_queue(translator, demo).first
    expect(row).to_contain_text(TITLE)
    expect(row).to_contain_text("bản tiếng Việt đã thay đổi")
    row.get_by_role("link", name="Dịch").click()
    translate(translator, "Việc cần làm", PRESENT_ENGLISH)
    translate(translator, "Tóm tắt", PRESENT_ENGLISH)
    submit(translator)
    assert PRESENT_ENGLISH not in demo.get(PROVINCE, f"/en{PATH}").text
    approve(publisher, demo, ENGLISH_TITLE)
    open_task(publisher, demo, f"Cần ghi âm lại: {TITLE} (Tiếng Tày)")
    record(publisher)
    recording = listen(citizen, demo, PROVINCE)
    said = read_all()
    assert list_doors(said, PRESENT) == IN_VIETNAMESE | {"poster Tiếng Việt"}
    assert list_doors(said, PRESENT_ENGLISH) == IN_ENGLISH | {"poster Tiếng Anh"}
    assert list_doors(said, recording) >= HEARD
    for former in (FORMER, FORMER_ENGLISH, former_recording):
        assert list_doors(said, former) == set()

    withdraw(publisher, demo)
    complaints.expect(FAILURES)
    for label, path in ((HEALTH, PATH), (PROVINCE, PATH), (PROVINCE, f"/en{PATH}")):
        assert citizen.goto(demo.url(label, path)).status == 410
    assert demo.get(PROVINCE, recording).status_code == 410
    for path in ("/", "/en/"):
        citizen.goto(demo.url(PROVINCE, path))
        expect(citizen.locator("#emergency")).to_have_count(0)
    for words in (PRESENT, PRESENT_ENGLISH):
        left = {door for door in DOORS if words in html.unescape(demo.get(*door).text)}
        assert left <= WARNINGS
