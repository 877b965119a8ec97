"""The admin as each persona sees it, on a telephone and on a screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.rest import wait_for_rest
from tests.browser.server import ADMIN, CORRECTED, ENDED, SUBMITTED, UPDATED, WITHDRAWN

# Beside what the menu leads to: journal, bin and manual are there.
MORE_PAGES = {
    "bien-tap-so-y-te": {"/admin/", "/admin/tin-tuc/viet/", "/admin/lien-he/", "/admin/account/"},
    "duyet-so-y-te": {"/admin/"},
    "quan-tri": {"/admin/", "/admin/agencies/upload/", "/admin/tin-tuc/"},
    "soan-tin": {"/admin/"},
    "tac-gia": {"/admin/", "/admin/de-nghi/", "/admin/khan-cap/"},
}
# What Wagtail's own templates have wrong, on screens of ICT administrators but for the first.
WAGTAILS = [
    # A list of headings, which follows the reader by itself while it is closed.
    [".w-minimap__list"],
    # reports/workflow_results.html: a heading that nothing is written into.
    ["td > h2:empty"],
    # workflows/includes/workflow_tasks_cell.html: links around items of a list, headings in it.
    [".workflow-tasks"],
]
SELDOM = {"duyet-so-y-te", "soan-tin", "quan-tri", "tac-gia"}
# A dozen screens for each of five people.
spread = pytest.mark.parametrize(
    "width", [390, pytest.param(1366, marks=pytest.mark.drill("accessibility"))]
)


def paths_of_the_menu(page, *, folded=False):
    """Where the menu leads to; ``folded``: what stands in its sub-menus too."""
    wait_for_rest(page)
    links = page.get_by_role("complementary").get_by_role("link", include_hidden=folded)
    paths = links.evaluate_all("all => all.map(one => one.getAttribute('href'))")
    return {path for path in paths if path.startswith("/admin/")}


def complaints_about(demo, page, paths):
    """What axe has against each page, by its path; pages without a fault are left out."""
    found = {}
    for path in paths:
        assert page.goto(demo.url(ADMIN, path)).status == 200, path
        found[path] = names_of_faults(page)
    return {path: names for path, names in found.items() if names}


def names_of_faults(page):
    wait_for_rest(page)
    faults = Axe().run(page, context={"exclude": WAGTAILS}).response["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]]) for one in faults]


# Half a minute each: the screens of an editor, who is no specialist, are looked at always.
personas = pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.drill("accessibility")] if name in SELDOM else [])
        for name in MORE_PAGES
    ],
)


@spread
@personas
def test_the_admin_of_each_persona(demo, sign_in, name, width):
    page = sign_in(name)
    paths = paths_of_the_menu(page) | MORE_PAGES[name]
    page.set_viewport_size({"width": width, "height": 768})
    assert complaints_about(demo, page, paths) == {}


@pytest.mark.drill("accessibility")
@pytest.mark.parametrize("name", MORE_PAGES)
def test_what_stands_in_the_sub_menus_of_each_persona(demo, sign_in, name):
    page = sign_in(name)
    paths = paths_of_the_menu(page, folded=True) - paths_of_the_menu(page)
    page.set_viewport_size({"width": 390, "height": 768})
    assert complaints_about(demo, page, paths) == {}


@spread
def test_what_a_publisher_does_with_one_bulletin(demo, sign_in, width):
    page = sign_in("tac-gia")
    page.set_viewport_size({"width": width, "height": 768})
    updated, steering = demo.key_of(UPDATED), "/admin/dieu-hanh"
    [(proposal,)] = demo.query("SELECT min(id) FROM bulletins_bulletinproposal")
    steps = ("", "cap-nhat/", "dinh-chinh/", "ket-thuc/", "go-bo/")
    paths = {f"{steering}/{updated}/{step}" for step in steps}
    paths |= {f"{steering}/{demo.key_of(slug)}/" for slug in (ENDED, WITHDRAWN)}
    paths |= {f"{steering}/{demo.key_of(SUBMITTED)}/duyet/", f"/admin/de-nghi/{proposal}/"}
    paths |= {f"/admin/kenh-phat/{updated}/", "/admin/snippets/bulletins/bulletin/start/"}
    assert complaints_about(demo, page, paths) == {}


@spread
def test_what_a_unit_does_with_one_bulletin(demo, sign_in, width):
    page = sign_in("bien-tap-so-y-te")
    page.set_viewport_size({"width": width, "height": 768})
    [(unit,)] = demo.query("SELECT id FROM agencies_agency WHERE code = 'so-y-te'")
    bulletin = demo.key_of(CORRECTED)
    paths = {f"/admin/ban-tin/{unit}/{bulletin}/", f"/admin/kenh-phat/{bulletin}/"}
    assert complaints_about(demo, page, paths) == {}


@spread
def test_the_steps_of_an_emergency(demo, sign_in, width):
    page = sign_in("tac-gia")
    page.set_viewport_size({"width": width, "height": 768})
    page.goto(demo.url(ADMIN, "/admin/khan-cap/"))
    page.locator(".air-choices a").last.click()
    found = names_of_faults(page)
    page.locator("[name=title]").fill("Thử còi báo lũ hồ Ba Bể")
    page.locator("[name=event_type]").select_option(index=1)
    page.locator("[name=instruction]").fill("Đây là buổi thử; không phải rời nhà.")
    page.get_by_role("button", name="Xem trước khi đăng").click()
    page.wait_for_url("**/phat/")
    assert found + names_of_faults(page) == []
