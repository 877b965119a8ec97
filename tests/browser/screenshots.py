"""Take the pictures of docs/: ``python -m tests.browser.screenshots``."""

import base64

from playwright.sync_api import Page

from tests.browser import manual_pictures
from tests.browser.picturing import chromium, save, window
from tests.browser.server import DISTRICT, HEALTH, ROOT, Demo, serve_demo

FOLDER = ROOT / "docs/images"
# What "make demo" uses; addresses stand on some pictures.
PORT = 8000
SCHEMES = ("light", "dark")
# Width of the window, and the height at which a long page is cut.
SIZES = {360: 2400, 1440: 1800}
PAGES = {
    "home": (DISTRICT, "/"),
    "bulletin": (HEALTH, "/ban-tin/day-manh-viec-cai-dat-bluezone/"),
    "list": (HEALTH, "/ban-tin/"),
}
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
    """Serve the demo and take every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with serve_demo(PORT) as demo, chromium() as browser:
        for scheme in SCHEMES:
            for width, height in SIZES.items():
                with window(browser, width, scheme) as page:
                    picture_pages(page, demo, f"{width}-{scheme}", height)
        with window(browser, TILE, "light", SCALE) as page:
            tiles = [picture_tile(page, demo.url(label)) for label in MOSAIC]
        with window(browser, 1200, "light") as page:
            picture_mosaic(page, tiles)
        manual_pictures.take(browser, demo)


def picture_pages(page: Page, demo: Demo, suffix: str, height: int) -> None:
    """Picture each page from its top down, to this height at most."""
    for name, (label, path) in PAGES.items():
        page.goto(demo.url(label, path))
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
