"""An emergency on the smallest of today's telephones, at each size of text."""

import pytest

from home.display import SIZES
from tests.browser.server import DISTRICT, DOMAIN, HEALTH, UPDATED

WIDTH, HEIGHT = 360, 640
CHARACTERS = 80
PAGE = f"/ban-tin/{UPDATED}/"
# The last one is the page that leads to it, on the website of a unit that it is not for.
PLACES = [(DISTRICT, "/"), (DISTRICT, PAGE), (HEALTH, PAGE)]
# The lower edges of the button and of the last of the characters; and what sticks out sideways.
MEASURE = """(characters) => {
  const box = document.querySelector(".banner-emergency");
  const button = box.querySelector(".call-button");
  const words = box.querySelector(".banner-instruction, .call-button ~ p");
  const range = document.createRange();
  range.setStart(words.firstChild, 0);
  range.setEnd(words.firstChild, Math.min(characters, words.firstChild.length));
  const outside = [...document.querySelectorAll("body *")]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 0.5)
    .filter((one) => one.offsetWidth > 1);
  const number = button.querySelector(".telephone");
  const inner = number.getBoundingClientRect(), outer = button.getBoundingClientRect();
  return {
    button: outer.bottom,
    words: range.getBoundingClientRect().bottom,
    lines: number.getClientRects().length,
    whole: inner.left >= outer.left && inner.right <= outer.right
      && inner.height < 2 * parseFloat(getComputedStyle(number).fontSize) * 1.35,
    outside: outside.map((one) => one.className),
  };
}"""


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size.percent} %")
def test_whom_to_call_and_what_to_do_stand_on_the_first_screen(demo, context, page, size):
    cookie = {"name": "hien-thi", "value": size.token, "domain": f".{DOMAIN}", "path": "/"}
    context.add_cookies([cookie])
    for label, path in PLACES:
        page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        page.goto(demo.url(label, path))
        found = page.evaluate(MEASURE, CHARACTERS)
        assert max(found["button"], found["words"]) <= HEIGHT, (label, path)
        assert (found["lines"], found["whole"], found["outside"]) == (1, True, []), (label, path)
        page.set_viewport_size({"width": 320, "height": HEIGHT})
        found = page.evaluate(MEASURE, CHARACTERS)
        assert (found["lines"], found["whole"], found["outside"]) == (1, True, []), (label, path)
        assert page.evaluate("() => document.documentElement.scrollWidth") == 320, (label, path)
