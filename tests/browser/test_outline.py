"""What a screen reader is told, in order: roles, names, levels of headings.

Each outline is kept in snapshots/. RENEW_OUTLINES=1 writes them anew: read the difference.
"""

import os
import re
from pathlib import Path

import pytest

from tests.browser.server import DISTRICT, HEALTH, PROVINCE

SNAPSHOTS = Path(__file__).parent / "snapshots"
BULLETIN = "/ban-tin/day-manh-viec-cai-dat-bluezone/"
# Roles, names and levels are agreed; what stands in a paragraph, and where a link leads, is not.
# The port differs from run to run.
LEFT_OUT = [
    (r"^( *- (?:paragraph|definition|time|strong|listitem)): .+$", r"\1"),
    (r"^ *- (?:text|/url): .*\n", ""),
    (r":$", ""),
    (r"\.localhost:\d+", ".localhost"),
]


@pytest.mark.parametrize(
    ("name", "label", "path"),
    [
        ("home", HEALTH, "/"),
        ("home-in-an-emergency", DISTRICT, "/"),
        ("home-in-english", PROVINCE, "/en/"),
        ("bulletin", HEALTH, BULLETIN),
    ],
)
def test_the_outline_of_a_page_is_as_agreed(demo, page, name, label, path):
    page.goto(demo.url(label, path))
    outline = page.locator("body").aria_snapshot() + "\n"
    for pattern, rest in LEFT_OUT:
        outline = re.sub(pattern, rest, outline, flags=re.MULTILINE)
    file = SNAPSHOTS / f"{name}.yaml"
    if os.environ.get("RENEW_OUTLINES"):
        file.write_text(outline, encoding="utf-8")
    assert outline == file.read_text(encoding="utf-8")
