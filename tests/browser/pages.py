"""A page of the demo of each kind that citizens meet, under the name that tests call it by."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.server import (
    ADMIN,
    BARE,
    CALMED,
    CONSTRUCTION,
    CORRECTED,
    DIFFICULT,
    DISTRICT,
    ENDED,
    FINANCE,
    HEALTH,
    LONG_NAMED,
    PINNING,
    PROVINCE,
    SUCCESSOR,
    UPDATED,
    WITHDRAWN,
    Demo,
)

# What a browser says on its console where a page of these answers with an error, as it should.
FAILURES = "Failed to load resource: the server responded with a status of "

GUIDE = "/huong-dan/xay-nha-tu-dau-den-cuoi-viec-gi-truoc-viec-gi-sau/"
DOCUMENT = "/van-ban/v-v-cap-cap-lai-chung-chi-hanh-nghe-hoat-dong-xay-dung-hang-ii-va-hang-iii/"
REPLACED = "/van-ban/quy-dinh-tam-thoi-ve-phan-cap-cap-giay-phep-xay-dung/"
PROCEDURE = "/thu-tuc/cap-giay-phep-xay-dung-nha-o-rieng-le/"

# For whoever wants to see what else stands on a page.
OPEN_EVERYTHING = """() => {
  for (const details of document.querySelectorAll("details")) details.open = true;
}"""

Opening = Callable[[Demo, Page], object]


def open_path(label: str, path: str = "/") -> Opening:
    """The page at a path of the website with this host label."""
    return lambda demo, page: page.goto(demo.url(label, path))


def open_first(label: str, index: str) -> Opening:
    """The first page that an index lists."""
    return lambda demo, page: page.goto(demo.url(label, demo.first_path(label, index)))


def open_in_outage(label: str, path: str, kept: bool) -> Opening:
    """A page while the database is away: as it is ``kept``, or what stands in its place."""

    def opening(demo: Demo, page: Page) -> None:
        # Not by the browser, which would go on talking to a process that has the file open.
        demo.get(label, path if kept else "/")
        with demo.without_database():
            page.goto(demo.url(label, path))
        words = "không cập nhật được" if kept else "Tạm thời chưa xem được"
        page.get_by_text(words).first.wait_for()

    return opening


def form_with_errors(demo: Demo, page: Page) -> None:
    """What is shown when the feedback form was sent empty."""
    page.goto(demo.url(LONG_NAMED, "/gop-y/"))
    page.get_by_role("button", name="Gửi", exact=True).click()
    page.get_by_role("alert").wait_for()


def receipt(demo: Demo, page: Page) -> None:
    """What is shown when a message was sent."""
    page.goto(demo.url(LONG_NAMED, "/gop-y/"))
    page.get_by_label("Về việc gì").fill("Đèn đường hỏng")
    page.get_by_label("Nội dung").fill("Đèn ở thôn 3 hỏng đã một tuần.")
    page.get_by_role("button", name="Gửi", exact=True).click()
    page.get_by_text("Mã bí mật", exact=True).wait_for()


KINDS: dict[str, Opening] = {
    "front": open_path(HEALTH),
    "front with procedures": open_path(CONSTRUCTION),
    "front in an emergency": open_path(DISTRICT),
    "front with a long name": open_path(LONG_NAMED),
    "front of a unit that says little": open_path(BARE),
    "front in English": open_path(PROVINCE, "/en/"),
    "bulletins": open_path(DISTRICT, "/ban-tin/"),
    "bulletins of one kind": open_path(LONG_NAMED, "/ban-tin/?muc=thien-tai"),
    "bulletins in English": open_path(PROVINCE, "/en/ban-tin/"),
    "pinned bulletins": open_path(PINNING, "/ban-tin/"),
    "archive": open_path(DISTRICT, "/ban-tin/luu-tru/"),
    "feeds": open_path(LONG_NAMED, "/ban-tin/nguon-tin/"),
    "list for a frame": open_path(DISTRICT, "/ban-tin/nhung/"),
    "bulletin": open_path(LONG_NAMED, "/ban-tin/day-manh-viec-cai-dat-bluezone/"),
    "bulletin in English": open_path(PROVINCE, "/en/ban-tin/day-manh-viec-cai-dat-bluezone/"),
    "bulletin with a table": open_path(DISTRICT, "/ban-tin/tam-ngung-cap-dien-theo-ke-hoach/"),
    "bulletin with updates": open_path(DISTRICT, f"/ban-tin/{UPDATED}/"),
    "bulletin with a correction": open_path(HEALTH, f"/ban-tin/{CORRECTED}/"),
    "bulletin for wifi": open_path(DISTRICT, f"/ban-tin/{UPDATED}/wifi/"),
    "urgent bulletin of other places": open_path(HEALTH, f"/ban-tin/{UPDATED}/"),
    "ended bulletin": open_path(CALMED, f"/ban-tin/{ENDED}/"),
    "withdrawn bulletin": open_path(PINNING, f"/ban-tin/{WITHDRAWN}/"),
    "what holds instead of it": open_path(PINNING, f"/ban-tin/{SUCCESSOR}/"),
    "search": open_path(LONG_NAMED, "/tim-kiem/"),
    "search with hits": open_path(LONG_NAMED, "/tim-kiem/?q=thông+báo&scope=all"),
    "search without hits": open_path(LONG_NAMED, "/tim-kiem/?q=khôngcótừnàynhưthếnàyđâu"),
    "search in English": open_path(PROVINCE, "/en/tim-kiem/?q=install"),
    "section": open_path(LONG_NAMED, "/gioi-thieu/"),
    "information": open_path(LONG_NAMED, "/gioi-thieu/chuc-nang-nhiem-vu/"),
    "guide with tables": open_path(CONSTRUCTION, GUIDE),
    "organisation": open_path(HEALTH, "/gioi-thieu/co-cau-to-chuc/"),
    "organisation with long names": open_path(LONG_NAMED, "/gioi-thieu/co-cau-to-chuc/"),
    "news": open_path(LONG_NAMED, "/tin-tuc/"),
    "article": open_first(LONG_NAMED, "/tin-tuc/"),
    "difficult article": open_first(DIFFICULT, "/tin-tuc/"),
    "difficult documents": open_path(DIFFICULT, "/van-ban/"),
    "difficult document": open_first(DIFFICULT, "/van-ban/"),
    "documents": open_path(CONSTRUCTION, "/van-ban/"),
    "documents not found": open_path(CONSTRUCTION, "/van-ban/?tim=khôngcótừnày"),
    "document": open_path(CONSTRUCTION, DOCUMENT),
    "replaced document": open_path(CONSTRUCTION, REPLACED),
    "no procedures": open_path(LONG_NAMED, "/thu-tuc/"),
    "procedures": open_path(CONSTRUCTION, "/thu-tuc/"),
    "procedure": open_path(CONSTRUCTION, PROCEDURE),
    "contact": open_path(LONG_NAMED, "/lien-he/"),
    "contact in English": open_path(PROVINCE, "/en/contact/"),
    "form": open_path(LONG_NAMED, "/gop-y/"),
    "form with errors": form_with_errors,
    "receipt": receipt,
    "directory": open_path(LONG_NAMED, "/co-quan/"),
    "directory in English": open_path(PROVINCE, "/en/co-quan/"),
    "former name": open_path(LONG_NAMED, "/co-quan/?q=thị+xã+Bắc+Kạn"),
    "unit not found": open_path(LONG_NAMED, "/co-quan/?q=khôngcótừnày"),
    "former units": open_path(PROVINCE, "/co-quan/thay-doi/"),
    "site map": open_path(LONG_NAMED, "/so-do/"),
    "accessibility": open_path(LONG_NAMED, "/tiep-can/"),
    "display": open_path(LONG_NAMED, "/hien-thi/"),
    "display in English": open_path(PROVINCE, "/en/hien-thi/"),
    "state of the services": open_path(PROVINCE, "/tinh-trang/"),
    "state of the services in English": open_path(PROVINCE, "/en/tinh-trang/"),
    "kept page in an outage": open_in_outage(FINANCE, "/gioi-thieu/", kept=True),
    "page in an outage": open_in_outage(FINANCE, "/tin-tuc/?trang=1", kept=False),
    "not found": open_path(LONG_NAMED, "/khong-co-trang-nay/"),
    "unknown host": open_path("khong-co"),
    "directory of the admin's host": open_path(ADMIN),
}


def show(page: Page, tokens: str) -> None:
    """Show the page with a reader's choice, tokens with spaces between them.

    What the first script of a page does with the cookie, without loading the page anew.
    """
    page.evaluate("tokens => { document.documentElement.dataset.display = tokens }", tokens)
