"""Take the pictures of docs/: ``python -m tests.browser.screenshots``."""

import base64
import tempfile
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser import manual_pictures
from tests.browser.browsers import open_window, run_chromium, save
from tests.browser.manual_pictures import PORT
from tests.browser.server import (
    CONSTRUCTION,
    DISTRICT,
    HEALTH,
    ROOT,
    Demo,
    DemoError,
    load_demo,
    serve_demo,
)

FOLDER = ROOT / "docs/images"
# Width of the window, and the height at which a long page is cut.
SIZES = {360: 2000, 1440: 1500}
PAGES = {
    "home": (DISTRICT, "/"),
    "article": (
        HEALTH,
        "/tin-tuc/meo-nha-cung-phai-tiem-dai-ba-nghin-lieu-ve-12-xa-trong-thang-nay/",
    ),
    "documents": (CONSTRUCTION, "/van-ban/"),
    "document": (CONSTRUCTION, "/van-ban/quy-dinh-tam-thoi-ve-phan-cap-cap-giay-phep-xay-dung/"),
    "procedure": (CONSTRUCTION, "/thu-tuc/cap-giay-phep-xay-dung-nha-o-rieng-le/"),
    "organisation": (HEALTH, "/gioi-thieu/co-cau-to-chuc/"),
    "bulletin": (HEALTH, "/ban-tin/day-manh-viec-cai-dat-bluezone/"),
    "bulletins": (HEALTH, "/ban-tin/"),
    "search": (CONSTRUCTION, "/tim-kiem/?q=giay+phep+xay+dung&scope=all"),
}
IN_THE_DARK = ("home", "procedure", "bulletin")
# Six units, six colours. Tiles are drawn at four fifths of their size.
MOSAIC = ("soyte", "sogddt", "ict", "sonnptnt", "sotuphap", "sovhttdl")
TILE = 480
SCALE = 0.8
MOSAIC_STYLE = """
  body { display: grid; grid-template-columns: repeat(3, 384px); gap: 12px; width: 1200px;
         box-sizing: border-box; margin: 0; padding: 12px; background: #767f8a; }
  img { display: block; width: 384px; height: 384px; }
"""


def main() -> None:
    """Load the demo and take every picture."""
    with tempfile.TemporaryDirectory(prefix="bantin-pictures-") as name, run_chromium() as browser:
        loaded = Path(name)
        load_demo(loaded, PORT)
        take(browser, loaded)
        manual_pictures.take(browser, loaded)


def take(browser: Browser, loaded: Path) -> None:
    """Take the pictures of docs/images/ on a copy of the demo that is loaded."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with serve_demo(PORT, loaded) as demo:
        for width, height in SIZES.items():
            with open_window(browser, width, "light") as page:
                picture_pages(page, demo, PAGES, f"{width}-light", height)
            with open_window(browser, width, "dark") as page:
                picture_pages(page, demo, IN_THE_DARK, f"{width}-dark", height)
        with open_window(browser, TILE, "light", SCALE) as page:
            tiles = [picture_tile(page, demo.url(label)) for label in MOSAIC]
        with open_window(browser, 1200, "light") as page:
            picture_mosaic(page, tiles)


def picture_pages(page: Page, demo: Demo, names: Iterable[str], suffix: str, height: int) -> None:
    """Picture these pages from their top down, to this height at most."""
    for name in names:
        answer = page.goto(demo.url(*PAGES[name]))
        if answer is None or not answer.ok:
            raise DemoError(f"There is no {name} to picture at {page.url}.")
        save(picture(page, height), FOLDER / f"{name}-{suffix}.png")


def picture_tile(page: Page, url: str) -> str:
    """Picture the top of a page, as an element of the mosaic."""
    page.goto(url)
    encoded = base64.b64encode(picture(page, TILE)).decode()
    return f'<img alt="" src="data:image/png;base64,{encoded}">'


def picture_mosaic(page: Page, tiles: list[str]) -> None:
    """Picture several home pages side by side: one notice stands on all of them."""
    page.set_content(f"<style>{MOSAIC_STYLE}</style>{''.join(tiles)}")
    save(page.screenshot(full_page=True), FOLDER / "mosaic.png")


def picture(page: Page, height: int) -> bytes:
    """Return the page as PNG; fonts and the pictures of the part shown are there."""
    page.evaluate("() => document.fonts.ready")
    page.evaluate("() => { for (const image of document.images) image.loading = 'eager' }")
    page.wait_for_function("() => [...document.images].every((image) => image.complete)")
    full = page.evaluate("() => document.documentElement.scrollHeight")
    width = page.viewport_size["width"]
    clip = {"x": 0, "y": 0, "width": width, "height": min(full, height)}
    return page.screenshot(full_page=True, clip=clip, animations="disabled")


if __name__ == "__main__":
    main()
