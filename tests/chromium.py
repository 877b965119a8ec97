"""The browser that tests drive: found, or installed where nothing can be found.

``python -m tests.chromium`` prints its path.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator

from tests.system_packages import install, run_command

# Without the background switches Chromium calls its maker at every start.
LAUNCH_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The first has no windows, and takes a quarter less of the processor's time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium-headless-shell", "chromium")
PLAYWRIGHT_PATH = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


class NoChromiumError(Exception):
    """No browser can be had; the message says in one sentence what to do."""


def find_or_install() -> str:
    """Return the path of a Chromium that starts.

    CHROMIUM names it; else it is looked for on PATH; else it is installed, from the distribution
    where we may, or by Playwright. Raises NoChromiumError where all of that fails.
    """
    if named := os.environ.get("CHROMIUM"):
        if starts(named):
            return named
        raise NoChromiumError(f"CHROMIUM names {named}, which does not start")
    for path in _candidates():
        if starts(path):
            return path
    raise NoChromiumError("install Chromium, or name one with CHROMIUM=/path/to/chromium")


def starts(path: str) -> bool:
    """Say whether this browser starts and reads a page; a stand-in for a snap does not."""
    with tempfile.TemporaryDirectory(prefix="bantin-chromium-") as profile:
        page = [*LAUNCH_ARGS, "--headless", f"--user-data-dir={profile}", "--dump-dom"]
        return bool(run_command(path, "--version")) and "<html" in run_command(
            path, *page, "about:blank"
        )


def _candidates() -> Iterator[str]:
    yield from _on_path()
    for package in PACKAGES:
        install(package)
        yield from _on_path()
    _install_by_playwright()
    if path := run_command(sys.executable, "-c", PLAYWRIGHT_PATH):
        yield path


def _on_path() -> Iterator[str]:
    yield from filter(None, map(shutil.which, NAMES))


def _install_by_playwright() -> None:
    sys.stderr.write("Asking Playwright to download a Chromium for the browser tests.\n")
    run_command(sys.executable, "-m", "playwright", "install", "chromium", seconds=900)


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{find_or_install()}\n")
    except NoChromiumError as error:
        sys.exit(f"tests.chromium: {error}.")
