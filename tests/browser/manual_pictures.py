"""The pictures of the manual: one function for each, named as its file in docs/huong-dan/images/.

``python -m tests.browser.manual_pictures viet-tin het-phien`` takes some of them again.
"""

import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.browsers import open_window, run_chromium, save
from tests.browser.rest import wait_for_rest
from tests.browser.server import (
    ADMIN,
    ROOT,
    Demo,
    load_demo,
    play_reorganisation,
    serve_demo,
)

FOLDER = ROOT / "docs/huong-dan/images"
WIDTH = 1100
# What "make demo" uses; addresses stand on some pictures.
PORT = 8000
# For a list with many columns.
WIDE = 1360
PHONE = {"width": 390, "height": 844}
# How much of a screen is shown where the rest would be empty, or more of the same.
BAND = 620
EDITOR = "bien-tap-so-y-te"
MODERATOR = "duyet-so-y-te"
ICT_ADMIN = "quan-tri"
AUTHOR = "tac-gia"
MILLISECONDS = 60_000
# For what a worker does with a whole plan.
MILLISECONDS_OF_A_PLAN = 600_000
# The addresses of people's daily work, which do not depend on the menu's wording.
BULLETIN = "/admin/snippets/bulletins/bulletin/add/"
TITLE = "Lịch tiêm chủng tháng {}"
LEAD = "Trẻ từ 2 tháng tuổi tiêm miễn phí vào sáng thứ Ba và thứ Năm hằng tuần."
TABLE = """code,kind,name_vi,name_en,host
xa-dong-phuc,commune,Ủy ban nhân dân xã Đồng Phúc,,dongphuc
xa-yen-duong,commune,Ủy ban nhân dân xã Yến Dương,,yenduong
so-tu-phap,department,Sở Tư pháp tỉnh Bắc Kạn,Department of Justice,sotuphap
"""

# Two rows of March 2025, and what becomes of a department that is divided.
PLAN = """date,step,action,old_code,new_code,new_name,share
2025-03-01,1,merge,so-giao-thong-van-tai,so-xay-dung,,
2025-03-01,2,rename,ban-dan-toc,ban-dan-toc,Sở Dân tộc và Tôn giáo,
2025-03-01,3,end,so-lao-dong-thuong-binh-va-xa-hoi,so-noi-vu,,"việc làm, người có công"
2025-03-01,3,end,so-lao-dong-thuong-binh-va-xa-hoi,so-y-te,,"bảo trợ xã hội, trẻ em"
"""
FORMER_COMMUNE = "xa-quang-khe"

Picture = Callable[[Page, Demo], bytes]
PICTURES: dict[str, Picture] = {}
# Those of the demo after the changes of 2025.
REORGANISED: dict[str, Picture] = {}


def takes(name: str, pictures: dict[str, Picture] = PICTURES) -> Callable[[Picture], Picture]:
    """Register the function that takes the picture of this name."""

    def register(function: Picture) -> Picture:
        pictures[name] = function
        return function

    return register


def take(browser: Browser, loaded: Path, *names: str) -> None:
    """Take the pictures with these names, or all; raises KeyError for a name nobody knows.

    ``loaded``: where the demo has been loaded. The changes of 2025 are played there, if some of the
    pictures show what comes of them.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=MILLISECONDS)
    wanted = names or (*PICTURES, *REORGANISED)
    later = {name: REORGANISED[name] for name in wanted if name in REORGANISED}
    if usual := {name: PICTURES[name] for name in wanted if name not in later}:
        _capture(browser, loaded, usual)
    if later:
        play_reorganisation(loaded)
        _capture(browser, loaded, later)


def _capture(browser: Browser, loaded: Path, pictures: dict[str, Picture]) -> None:
    with serve_demo(PORT, loaded) as demo:
        for name, picture in pictures.items():
            with open_window(browser, WIDTH, "light") as page:
                save(picture(page, demo), FOLDER / f"{name}.png")


@takes("dang-nhap")
def sign_in_page(page: Page, demo: Demo) -> bytes:
    page.goto(demo.url(ADMIN, "/admin/"))
    return seen(page)


@takes("bang-lam-viec")
def editors_desk(page: Page, demo: Demo) -> bytes:
    sign_in(page, demo, EDITOR)
    return seen(page)


@takes("viet-tin")
def article(page: Page, demo: Demo) -> bytes:
    write_article(page, demo, TITLE.format(10))
    return seen(page)


@takes("da-luu")
def saved_time(page: Page, demo: Demo) -> bytes:
    write_article(page, demo, TITLE.format(11))
    indicator = page.locator("#w-autosave-indicator")
    expect(indicator).to_contain_text("Đã lưu lúc")
    return around(page, indicator)


@takes("het-phien")
def ended_session(page: Page, demo: Demo) -> bytes:
    write_article(page, demo, TITLE.format(12))
    expect(page.locator("#w-autosave-indicator")).to_contain_text("Đã lưu lúc")
    page.context.clear_cookies()
    page.get_by_role("textbox", name="Dẫn nhập").fill(LEAD.removesuffix(".") + ", cả ngày lễ.")
    expect(page.get_by_role("dialog", name="Phiên làm việc đã hết")).to_be_visible()
    return seen(page)


@takes("thung-rac")
def editors_bin(page: Page, demo: Demo) -> bytes:
    write_article(page, demo, "Bản viết thử")
    expect(page.locator("#w-autosave-indicator")).to_contain_text("Đã lưu lúc")
    page.get_by_role("button", name="Thao tác", exact=True).click()
    page.get_by_role("link", name="Xóa", exact=True).click()
    page.get_by_role("button", name="Chuyển vào thùng rác").click()
    page.get_by_role("link", name="Mở thùng rác").click()
    return seen(page, BAND)


@takes("bang-nguoi-duyet")
def moderators_desk(page: Page, demo: Demo) -> bytes:
    submit_article(page, demo, "Lịch trực cấp cứu dịp nghỉ lễ")
    sign_in(page, demo, MODERATOR)
    return seen(page)


@takes("duyet-bai")
def review(page: Page, demo: Demo) -> bytes:
    title = "Phun hóa chất diệt muỗi ở bốn phường"
    submit_article(page, demo, title)
    sign_in(page, demo, MODERATOR)
    needs = page.get_by_role("region", name="Cần bạn xử lý")
    needs.get_by_role("link", name=title).click()
    page.get_by_role("textbox", name="Cần sửa những gì?").fill("Ghi rõ tên bốn phường.")
    return seen(page, 520)


@takes("thanh-vien")
def members(page: Page, demo: Demo) -> bytes:
    sign_in(page, demo, MODERATOR)
    follow(page, "Thành viên", "Về đơn vị")
    page.get_by_role("link", name="Mời", exact=True).click()
    page.get_by_role("textbox", name="Địa chỉ thư điện tử").fill("lan@soyte.example")
    page.get_by_role("button", name="Gửi lời mời").click()
    return seen(page, BAND)


@takes("nhat-ky")
def journal(page: Page, demo: Demo) -> bytes:
    sign_in(page, demo, MODERATOR)
    follow(page, "Nhật ký", "Về đơn vị")
    return seen(page, BAND)


@takes("thong-tin-don-vi")
def website_details(page: Page, demo: Demo) -> bytes:
    sign_in(page, demo, MODERATOR)
    [(site,)] = demo.query("SELECT site_id FROM agencies_agency WHERE code = 'so-y-te'")
    page.goto(demo.url(ADMIN, f"/admin/settings/agencies/agencysettings/{site}/"))
    return seen(page)


@takes("viet-ban-tin")
def bulletin(page: Page, demo: Demo) -> bytes:
    sign_in(page, demo, AUTHOR)
    page.goto(demo.url(ADMIN, BULLETIN))
    page.get_by_role("textbox", name="Tiêu đề").first.fill("Nghỉ học ngày mai vì rét hại")
    page.get_by_role("textbox", name="Việc cần làm").fill(
        "Giữ ấm cho trẻ, không đưa trẻ đến trường."
    )
    return seen(page)


@takes("danh-sach-don-vi")
def agencies(page: Page, demo: Demo) -> bytes:
    page.set_viewport_size({"width": WIDE, "height": BAND})
    sign_in(page, demo, ICT_ADMIN)
    follow(page, "Danh sách đơn vị", above="Đơn vị")
    return seen(page)


@takes("xem-truoc-danh-sach")
def upload(page: Page, demo: Demo) -> bytes:
    sign_in(page, demo, ICT_ADMIN)
    follow(page, "Danh sách đơn vị", above="Đơn vị")
    page.get_by_role("link", name="Nhập danh sách").click()
    table = {"name": "don-vi.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    page.locator("[type=file]").set_input_files(table)
    page.get_by_role("button", name="Tải lên và xem trước").click()
    page.get_by_role("button", name="Thực hiện").wait_for()
    return seen(page, BAND)


@takes("ket-thuc-don-vi")
def ending(page: Page, demo: Demo) -> bytes:
    sign_in(page, demo, ICT_ADMIN)
    follow(page, "Danh sách đơn vị", above="Đơn vị")
    page.get_by_role("link", name="Sở Giao thông vận tải").click()
    page.get_by_role("button", name="Thao tác", exact=True).click()
    page.get_by_role("link", name="Kết thúc đơn vị này").click()
    page.get_by_role("searchbox", name="Tìm đơn vị").fill("xây dựng")
    page.get_by_role("button", name="Tìm", exact=True).click()
    page.get_by_role("checkbox", name="Sở Xây dựng").check()
    page.get_by_role("button", name="Tiếp tục").click()
    return seen(page)


@takes("ke-hoach-sap-xep")
def plan(page: Page, demo: Demo) -> bytes:
    begin_plan(page, demo)
    return seen(page)


@takes("bao-cao-chay-thu")
def rehearsal(page: Page, demo: Demo) -> bytes:
    begin_plan(page, demo)
    rehearse(page)
    bring_up(page, page.get_by_role("heading", name="3. Chạy thử"))
    return seen(page)


# The last one on this demo, because a unit ends.
@takes("rut-lai-buoc")
def steps_to_undo(page: Page, demo: Demo) -> bytes:
    begin_plan(page, demo)
    rehearse(page)
    page.get_by_role("button", name="Đặt thời điểm").click()
    undo = page.get_by_role("link", name="Rút lại")
    done = page.get_by_text(re.compile(r"Đã xong (\d+) trong \1 bước"))
    expect(done).to_be_visible(timeout=MILLISECONDS_OF_A_PLAN)
    wait_for_rest(page)
    undo.nth(1).click()
    return seen(page)


@takes("don-vi-da-ket-thuc", REORGANISED)
def ended_unit(page: Page, demo: Demo) -> bytes:
    page.set_viewport_size(PHONE)
    page.goto(address(demo, FORMER_COMMUNE))
    return seen(page)


@takes("co-quan-nao-thay", REORGANISED)
def changes(page: Page, demo: Demo) -> bytes:
    page.set_viewport_size(PHONE)
    page.goto(address(demo, "tinh-thai-nguyen", "/co-quan/thay-doi/?q=quang+khe"))
    bring_up(page, page.get_by_role("heading", name="Cơ quan nào thay?"))
    return seen(page)


@takes("trang-cua-don-vi-moi", REORGANISED)
def pages_of_the_new_unit(page: Page, demo: Demo) -> bytes:
    sign_in(page, demo, EDITOR)
    follow(page, "Trang")
    bring_up(page, page.get_by_role("link", name=re.compile("^Tư liệu của")).first)
    return seen(page, BAND)


def begin_plan(page: Page, demo: Demo) -> None:
    """Upload the table of a plan as an ICT administrator."""
    page.set_viewport_size({"width": WIDE, "height": 900})
    sign_in(page, demo, ICT_ADMIN)
    follow(page, "Sắp xếp đơn vị", above="Đơn vị")
    page.get_by_role("textbox", name="Tên", exact=True).fill("Sắp xếp các sở, tháng 3/2025")
    table = {"name": "ke-hoach.csv", "mimeType": "text/csv", "buffer": PLAN.encode()}
    page.locator("[type=file]").set_input_files(table)
    page.get_by_role("button", name="Bắt đầu kế hoạch").click()
    page.get_by_role("heading", name="2. Kiểm tra").wait_for()


def rehearse(page: Page) -> None:
    """Ask for the rehearsal of the plan that is open, and wait for its report."""
    page.get_by_role("button", name="Chạy thử trên bản sao").click()
    moment = page.get_by_role("heading", name="4. Thời điểm")
    expect(moment).to_be_visible(timeout=MILLISECONDS_OF_A_PLAN)


def bring_up(page: Page, part: Locator) -> None:
    """Scroll until a part of the screen stands at the top, below what stays there."""
    part.evaluate(
        "(one) => { one.style.scrollMarginTop = '6rem'; one.scrollIntoView({behavior: 'instant'}) }"
    )


def address(demo: Demo, code: str, path: str = "/") -> str:
    """Return the address of a path on the website of the unit with this code."""
    [(host,)] = demo.query(
        "SELECT hostname FROM wagtailcore_site JOIN agencies_agency unit "
        "ON unit.site_id = wagtailcore_site.id WHERE unit.code = ?",
        code,
    )
    return f"http://{host}:{demo.port}{path}"


def sign_in(page: Page, demo: Demo, name: str) -> None:
    """Sign in as somebody, whoever was there before."""
    page.context.clear_cookies()
    page.goto(demo.url(ADMIN, "/admin/"))
    page.locator("[name=username], [name=login]").fill(name)
    page.locator("[name=password]").fill(demo.passwords[name])
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_url(demo.url(ADMIN, "/admin/"))


def write_article(page: Page, demo: Demo, title: str) -> None:
    sign_in(page, demo, EDITOR)
    [(parent,)] = demo.query(
        "SELECT news.id FROM wagtailcore_page news JOIN agencies_agency unit "
        "JOIN wagtailcore_page home ON home.id = unit.root_page_id "
        "WHERE unit.code = 'so-y-te' AND news.url_path = home.url_path || 'tin-tuc/'"
    )
    page.goto(demo.url(ADMIN, f"/admin/pages/add/home/newspage/{parent}/"))
    wait_for_rest(page)
    page.get_by_role("textbox", name="Tiêu đề").first.fill(title)
    page.keyboard.press("End")
    page.get_by_role("textbox", name="Dẫn nhập").fill(LEAD)


def submit_article(page: Page, demo: Demo, title: str) -> None:
    """Write an article as an editor and send it for approval."""
    write_article(page, demo, title)
    expect(page.locator("#w-autosave-indicator")).to_contain_text("Đã lưu lúc")
    # Whoever goes elsewhere before the answer comes would break it off.
    with page.expect_navigation():
        page.get_by_role("button", name="Gửi duyệt").click()
    wait_for_rest(page)


def follow(page: Page, entry: str, above: str = "") -> None:
    """Open an entry of the admin's menu, or one below another."""
    menu = page.get_by_role("complementary")
    if above:
        menu.get_by_role("button", name=above, exact=True).click()
    menu.get_by_role("link", name=entry, exact=True).click()
    wait_for_rest(page)


def seen(page: Page, height: int | None = None) -> bytes:
    """Return what a person sees without scrolling, or the top of it."""
    wait_for_rest(page)
    page.evaluate("() => document.fonts.ready")
    size = page.viewport_size
    clip = {"x": 0, "y": 0, **size, "height": height or size["height"]}
    return page.screenshot(clip=clip, animations="disabled")


def around(page: Page, shown: Locator) -> bytes:
    """Return the strip of the screen in which something is shown."""
    box = shown.bounding_box()
    top = max(0, box["y"] - 24)
    clip = {"x": 0, "y": top, "width": WIDTH, "height": box["height"] + 120}
    return page.screenshot(clip=clip, animations="disabled")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="bantin-pictures-") as folder, run_chromium() as own:
        load_demo(Path(folder), PORT)
        take(own, Path(folder), *sys.argv[1:])
