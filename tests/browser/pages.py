"""A page of the demo of each kind that citizens meet, under the name that tests call it by."""

import re
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
    HEALTH,
    LONGEST,
    PINNING,
    PROVINCE,
    SUCCESSOR,
    UPDATED,
    WITHDRAWN,
    Demo,
)

# What a browser says on its console where a page of these answers with an error, as it should.
FAILURES = "Failed to load resource: the server responded with a status of 4"

GUIDE = "/huong-dan/xay-nha-tu-dau-den-cuoi-viec-gi-truoc-viec-gi-sau/"
DOCUMENT = "/van-ban/v-v-cap-cap-lai-chung-chi-hanh-nghe-hoat-dong-xay-dung-hang-ii-va-hang-iii/"
REPLACED = "/van-ban/quy-dinh-tam-thoi-ve-phan-cap-cap-giay-phep-xay-dung/"
PROCEDURE = "/thu-tuc/cap-giay-phep-xay-dung-nha-o-rieng-le/"

# For whoever wants to see what else stands on a page.
OPEN_EVERYTHING = """() => {
  for (const details of document.querySelectorAll("details")) details.open = true;
}"""

Opening = Callable[[Demo, Page], object]


def at(label: str, path: str = "/") -> Opening:
    """The page at a path of the website with this host label."""
    return lambda demo, page: page.goto(demo.url(label, path))


def first(label: str, index: str) -> Opening:
    """The first page that an index lists."""
    return lambda demo, page: page.goto(demo.url(label, demo.first_path(label, index)))


def form_with_errors(demo: Demo, page: Page) -> None:
    """What is shown when the feedback form was sent empty."""
    page.goto(demo.url(LONGEST, "/gop-y/"))
    page.get_by_role("button", name="Gửi", exact=True).click()
    page.get_by_role("alert").wait_for()


def receipt(demo: Demo, page: Page) -> None:
    """What is shown when a message was sent."""
    page.goto(demo.url(LONGEST, "/gop-y/"))
    page.get_by_label("Về việc gì").fill("Đèn đường hỏng")
    page.get_by_label("Nội dung").fill("Đèn ở thôn 3 hỏng đã một tuần.")
    page.get_by_role("button", name="Gửi", exact=True).click()
    page.wait_for_url(re.compile(r"/gop-y/[A-Z]"))


KINDS: dict[str, Opening] = {
    "front": at(HEALTH),
    "front with procedures": at(CONSTRUCTION),
    "front in an emergency": at(DISTRICT),
    "front with a long name": at(LONGEST),
    "front of a unit that says little": at(BARE),
    "front in English": at(PROVINCE, "/en/"),
    "bulletins": at(DISTRICT, "/ban-tin/"),
    "bulletins of one kind": at(LONGEST, "/ban-tin/?muc=thien-tai"),
    "bulletins in English": at(PROVINCE, "/en/ban-tin/"),
    "pinned bulletins": at(PINNING, "/ban-tin/"),
    "archive": at(DISTRICT, "/ban-tin/luu-tru/"),
    "feeds": at(LONGEST, "/ban-tin/nguon-tin/"),
    "list for a frame": at(DISTRICT, "/ban-tin/nhung/"),
    "bulletin": at(LONGEST, "/ban-tin/day-manh-viec-cai-dat-bluezone/"),
    "bulletin in English": at(PROVINCE, "/en/ban-tin/day-manh-viec-cai-dat-bluezone/"),
    "bulletin with a table": at(DISTRICT, "/ban-tin/tam-ngung-cap-dien-theo-ke-hoach/"),
    "bulletin with updates": at(DISTRICT, f"/ban-tin/{UPDATED}/"),
    "bulletin with a correction": at(HEALTH, f"/ban-tin/{CORRECTED}/"),
    "bulletin for wifi": at(DISTRICT, f"/ban-tin/{UPDATED}/wifi/"),
    "ended bulletin": at(CALMED, f"/ban-tin/{ENDED}/"),
    "withdrawn bulletin": at(PINNING, f"/ban-tin/{WITHDRAWN}/"),
    "what holds instead of it": at(PINNING, f"/ban-tin/{SUCCESSOR}/"),
    "search": at(LONGEST, "/tim-kiem/"),
    "search with hits": at(LONGEST, "/tim-kiem/?q=thông+báo&scope=all"),
    "search without hits": at(LONGEST, "/tim-kiem/?q=khôngcótừnàynhưthếnàyđâu"),
    "search in English": at(PROVINCE, "/en/tim-kiem/?q=install"),
    "section": at(LONGEST, "/gioi-thieu/"),
    "information": at(LONGEST, "/gioi-thieu/chuc-nang-nhiem-vu/"),
    "guide with tables": at(CONSTRUCTION, GUIDE),
    "organisation": at(HEALTH, "/gioi-thieu/co-cau-to-chuc/"),
    "organisation with long names": at(LONGEST, "/gioi-thieu/co-cau-to-chuc/"),
    "news": at(LONGEST, "/tin-tuc/"),
    "article": first(LONGEST, "/tin-tuc/"),
    "difficult article": first(DIFFICULT, "/tin-tuc/"),
    "difficult documents": at(DIFFICULT, "/van-ban/"),
    "difficult document": first(DIFFICULT, "/van-ban/"),
    "documents": at(CONSTRUCTION, "/van-ban/"),
    "documents not found": at(CONSTRUCTION, "/van-ban/?tim=khôngcótừnày"),
    "document": at(CONSTRUCTION, DOCUMENT),
    "replaced document": at(CONSTRUCTION, REPLACED),
    "no procedures": at(LONGEST, "/thu-tuc/"),
    "procedures": at(CONSTRUCTION, "/thu-tuc/"),
    "procedure": at(CONSTRUCTION, PROCEDURE),
    "contact": at(LONGEST, "/lien-he/"),
    "contact in English": at(PROVINCE, "/en/contact/"),
    "form": at(LONGEST, "/gop-y/"),
    "form with errors": form_with_errors,
    "receipt": receipt,
    "directory": at(LONGEST, "/co-quan/"),
    "directory in English": at(PROVINCE, "/en/co-quan/"),
    "former name": at(LONGEST, "/co-quan/?q=thị+xã+Bắc+Kạn"),
    "unit not found": at(LONGEST, "/co-quan/?q=khôngcótừnày"),
    "site map": at(LONGEST, "/so-do/"),
    "accessibility": at(LONGEST, "/tiep-can/"),
    "display": at(LONGEST, "/hien-thi/"),
    "display in English": at(PROVINCE, "/en/hien-thi/"),
    "not found": at(LONGEST, "/khong-co-trang-nay/"),
    "unknown host": at("khong-co"),
    "directory of the admin's host": at(ADMIN),
}


def show(page: Page, tokens: str) -> None:
    """Show the page with a reader's choice, tokens with spaces between them.

    What the first script of a page does with the cookie, without loading the page anew.
    """
    page.evaluate("tokens => { document.documentElement.dataset.display = tokens }", tokens)
