from functools import partial

import pytest

from tests import chromium

STUB = "#!/bin/sh\necho 'install the snap' >&2\nexit 1\n"
BROWSER = "#!/bin/sh\necho '<html></html>'\n"


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """A PATH of one empty folder, on a machine where nothing can be installed."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "install", lambda package: None)
    monkeypatch.setattr(chromium, "_install_by_playwright", lambda: None)
    monkeypatch.setattr(chromium, "PLAYWRIGHT_PATH", "")
    return tmp_path


def add_program(folder, name, script):
    program = folder / name
    program.write_text(script)
    program.chmod(0o755)
    return str(program)


def test_stand_in_that_does_not_start_is_passed_over(folder):
    add_program(folder, "chromium", STUB)
    browser = add_program(folder, "chromium-browser", BROWSER)
    assert chromium.find_or_install() == browser


def test_named_browser_comes_first(folder, monkeypatch):
    add_program(folder, "chromium", BROWSER)
    monkeypatch.setenv("CHROMIUM", add_program(folder, "mine", BROWSER))
    assert chromium.find_or_install() == str(folder / "mine")


def test_named_browser_that_does_not_start_is_refused(folder, monkeypatch):
    add_program(folder, "chromium", BROWSER)
    monkeypatch.setenv("CHROMIUM", add_program(folder, "mine", STUB))
    with pytest.raises(chromium.NoChromiumError, match="mine, which does not start"):
        chromium.find_or_install()


def test_browser_is_found_once_it_is_installed(folder, monkeypatch):
    install = partial(add_program, folder, script=BROWSER)
    monkeypatch.setattr(chromium, "install", install)
    assert chromium.find_or_install() == str(folder / "chromium-headless-shell")


def test_where_there_is_no_package_without_windows_the_other_is_installed(folder, monkeypatch):
    def install(package):
        if package == "chromium":
            add_program(folder, package, BROWSER)

    monkeypatch.setattr(chromium, "install", install)
    assert chromium.find_or_install() == str(folder / "chromium")


def test_without_any_browser_one_sentence_says_what_to_install(folder):
    with pytest.raises(chromium.NoChromiumError, match="install Chromium"):
        chromium.find_or_install()
