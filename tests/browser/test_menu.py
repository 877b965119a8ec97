"""The admin's menu on the screen of a small office: 768 pixels, of which a browser leaves 625."""

import pytest

from tests.browser.server import ADMIN

SCREEN = {"width": 1366, "height": 625}
# How far entries reach below what is seen of them, and how bright the bar is.
LOOK = """() => {
  const list = document.querySelector(".sidebar-main-menu");
  const seen = list.getBoundingClientRect();
  const boxes = [...list.querySelectorAll(".sidebar-menu-item__link")]
    .filter((entry) => entry.getClientRects().length)
    .map((entry) => entry.getBoundingClientRect());
  const current = list.querySelector("[aria-current=page]")?.getBoundingClientRect();
  return {
    beyond: Math.round(Math.max(...boxes.map((box) => box.bottom)) - seen.bottom),
    current: current && current.top >= seen.top - 1 && current.bottom <= seen.bottom + 1,
    bar: getComputedStyle(list).scrollbarColor,
  };
}"""


@pytest.fixture
def moderator(sign_in):
    page = sign_in("duyet-so-y-te")
    page.set_viewport_size(SCREEN)
    return page


@pytest.mark.parametrize("is_narrow", [False, True])
def test_all_entries_of_a_unit_are_seen_without_scrolling(moderator, is_narrow):
    if is_narrow:
        moderator.locator(".sidebar__collapse-toggle").click()
        moderator.locator(".sidebar--slim").wait_for()
    assert moderator.evaluate(LOOK)["beyond"] <= 0


def test_where_the_menu_scrolls_it_begins_with_the_present_page(demo, moderator):
    moderator.goto(demo.url(ADMIN, "/admin/journal/"))
    moderator.locator(".sidebar-menu-item--active a[aria-current=page]").wait_for()
    moderator.wait_for_function(f"({LOOK})().current")
    look = moderator.evaluate(LOOK)
    assert look["beyond"] > 0
    # Neither the system's bar nor one as bright as the words.
    assert look["bar"].startswith("color(srgb") and "/ 0.5)" in look["bar"]
