"""The admin as each persona sees it, on a telephone and on a screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.server import ADMIN

# Beside what the menu leads to: journal, bin and manual are there.
MORE_PAGES = {
    "bien-tap-so-y-te": {"/admin/", "/admin/tin-tuc/viet/", "/admin/account/"},
    "duyet-so-y-te": {"/admin/"},
    "quan-tri": {"/admin/", "/admin/agencies/upload/", "/admin/tin-tuc/"},
}
WIDTHS = [390, 1366]


def paths_of_the_menu(page):
    page.wait_for_load_state("networkidle")
    links = page.get_by_role("complementary").get_by_role("link")
    paths = links.evaluate_all("all => all.map(one => one.getAttribute('href'))")
    return {path for path in paths if path.startswith("/admin/")}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", MORE_PAGES)
def test_the_admin_of_each_persona(demo, sign_in, name, width):
    page = sign_in(name)
    paths = paths_of_the_menu(page) | MORE_PAGES[name]
    page.set_viewport_size({"width": width, "height": 768})
    found = {}
    for path in paths:
        assert page.goto(demo.url(ADMIN, path)).status == 200, path
        page.wait_for_load_state("networkidle")
        found[path] = [one["id"] for one in Axe().run(page).response["violations"]]
    assert {path: names for path, names in found.items() if names} == {}
