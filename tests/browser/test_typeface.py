"""Which typeface draws the letters: ours, for those of offices and of the country's languages."""

import pytest

from tests.browser.server import HEALTH

OURS = "Be Vietnam Pro"
TEXTS = [
    "120 m² ± 5 m³, 3 ≤ x ≥ 4, 50 € § 12, 30°C × ½ … – — “a” ‘b’ •",
    "ʼBan ǎ ñ ə ɯ Ə Ɯ Ê̌ a\u0302\u0301 o\u0306 u\u0304 i\u030c s\u0323",
]
SHOWN = """text => {
  const place = document.createElement("p");
  place.id = "typeface";
  place.append(text);
  const bold = document.createElement("strong");
  bold.append(text);
  place.append(bold);
  document.querySelector("main").append(place);
  return document.fonts.ready.then(() => true);
}"""


def list_typefaces(page, selector):
    """Return the typefaces that Chromium has drawn an element with, and of what kind they are."""
    session = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        session.send(f"{domain}.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return {(font["familyName"], font["isCustomFont"]) for font in fonts}


@pytest.mark.parametrize("text", TEXTS)
def test_no_letter_falls_into_another_typeface(demo, page, text):
    page.goto(demo.url(HEALTH))
    page.evaluate(SHOWN, text)
    assert list_typefaces(page, "#typeface") == {(OURS, True)}


def test_a_letter_that_is_not_ours_is_noticed(demo, page):
    page.goto(demo.url(HEALTH))
    page.evaluate(SHOWN, "Ж")
    assert list_typefaces(page, "#typeface") != {(OURS, True)}
