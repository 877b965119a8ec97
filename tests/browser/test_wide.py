"""What stands where there is much room: no page leaves its right side empty.

Lines of text end at about 66 letters, so beside them there is room for what one asks next: the
contents, whom to call, what is like it.
"""

import pytest

from tests.browser.pages import KINDS

# Pages of another form: for the frame of another website, without a header, of a few lines only.
OTHERS = {"list for a frame", "bulletin for wifi", "unknown host", "page in an outage"}
# Parts of the width and of the first screen: something stands right of the first before the second.
LEFT, SCREEN = 0.62, 900
FIRST_ON_THE_RIGHT = """([left, screen]) => {
  const main = document.querySelector("main");
  const box = main.getBoundingClientRect();
  const from = box.left + left * box.width;
  const tops = [...main.querySelectorAll("*")]
    .filter((one) => !one.children.length && !one.closest("h1, .lead, .urgent-elsewhere"))
    .map((one) => one.getBoundingClientRect())
    .filter((one) => one.height > 1 && one.left >= from - one.width / 2 && one.right > from)
    .map((one) => one.top - box.top);
  return Math.min(...tops, screen + 1);
}"""


@pytest.mark.drill("browser")
@pytest.mark.browser_context_args(viewport={"width": 1440, "height": 900})
@pytest.mark.parametrize("kind", sorted({*KINDS} - OTHERS))
def test_something_stands_on_the_right(demo, page, complaints, kind):
    complaints.expect("Failed to load resource")
    KINDS[kind](demo, page)
    assert page.evaluate(FIRST_ON_THE_RIGHT, [LEFT, SCREEN]) <= SCREEN
