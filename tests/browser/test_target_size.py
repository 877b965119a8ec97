"""WCAG 2.2, 2.5.8: what is pressed is 24 pixels high at least, links in a sentence too."""

import pytest

from tests.browser.pages import FAILURES, KINDS, OPEN_EVERYTHING

SMALLEST = 24
TOO_SMALL = """smallest => {
  const pressed = "a[href], button, input, select, textarea, summary";
  return [...document.querySelectorAll(pressed)]
    .filter((one) => one.checkVisibility() && !one.closest(".visually-hidden, .skip-link"))
    // A label is pressed instead of its box.
    .map((one) => one.closest("label.choice") || one)
    .filter((one) => {
      const { width, height } = one.getBoundingClientRect();
      return Math.round(height) < smallest || Math.round(width) < smallest;
    })
    .map((one) => one.outerHTML);
}"""


@pytest.mark.parametrize(
    "kind",
    [
        "front in an emergency",
        "bulletin with updates",
        "feeds",
        "search without hits",
        "organisation",
        "article",
        "documents",
        "document",
        "procedure",
        "contact",
        "form with errors",
        "former name",
        "display",
    ],
)
def test_nothing_that_is_pressed_is_too_small(demo, page, complaints, kind):
    complaints.expect(FAILURES)
    KINDS[kind](demo, page)
    page.evaluate(OPEN_EVERYTHING)
    found = {}
    for width in (360, 1366):
        page.set_viewport_size({"width": width, "height": 768})
        found[width] = page.evaluate(TOO_SMALL, SMALLEST)
    assert found == {360: [], 1366: []}
