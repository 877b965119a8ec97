"""What all pictures of the documentation are taken with."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import LAUNCH_ARGS, find_or_install

COLOURS = 256


@contextmanager
def run_chromium() -> Iterator[Browser]:
    """A browser of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_or_install(), args=LAUNCH_ARGS)
        yield browser
        browser.close()


@contextmanager
def open_window(browser: Browser, width: int, scheme: str, scale: float = 1) -> Iterator[Page]:
    """A window of this width for somebody who prefers this colour scheme."""
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        device_scale_factor=scale,
        color_scheme=scheme,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
    )
    yield context.new_page()
    context.close()


def save(png: bytes, file: Path) -> None:
    """Write a picture with few colours, which is small."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
