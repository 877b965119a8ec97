"""Telephones of 2021 read the websites: nothing that they need may be newer.

Each line names the feature at caniuse.com and the first Chrome, Firefox and Safari of iOS that
have it, with the month (data of caniuse-lite, November 2026). What an old browser may leave out
without loss (text-wrap, :focus-visible where the ring of the browser stays) is not listed.
"""

import re

import pytest

from translations.catalogs import ROOT

CSS = sorted((ROOT / "static" / "css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)

TOO_NEW_CSS = {
    # css-has: 105 (2022-08), 121 (2023-12), 15.4 (2022-03)
    "has": r":has\(",
    # css-nesting: 120 (2023-12), 117 (2023-08), 17.2 (2023-12)
    "nesting": r"&|\{[^{}@]*;[^{};:]*\{",
    # css-cascade-layers: 99 (2022-03), 97 (2022-02), 15.4 (2022-03); whole blocks are dropped
    "layers": r"@layer\b",
    # css-container-queries: 106 (2022-09), 110 (2023-02), 16.0 (2022-09)
    # But for more side by side where there is room, which no telephone has
    # (docs/decisions/0050-room-in-letters.md).
    "container queries": r"@container\b(?! \(min-width: \d+rem\) \{)|\bcontainer(?:-name)?\s*:",
    # css-cascade-scope: 118 (2023-10), 146 (2025-12), 17.4 (2024-03)
    "scope": r"@scope\b",
    # css-media-range-syntax: 104 (2022-08), 63 (2018-10), 16.4 (2023-03)
    "ranges in media queries": r"@media[^{]*[<>]",
    # viewport-unit-variants: 108 (2022-11), 101 (2022-05), 15.4 (2022-03)
    "units of the visible window": r"\d(?:[sld]v(?:h|w|i|b|min|max))\b",
    # css-lch-lab: 111 (2023-03), 113 (2023-05), 15.0 (2021-09); color-mix() and light-dark() are
    # later still (MDN: 2023 and 2024)
    "colour functions": r"\b(?:oklch|oklab|lch|lab|color-mix|light-dark)\(",
    # css-subgrid: 117 (2023-09), 71 (2019-12), 16.0 (2022-09)
    "subgrid": r"\bsubgrid\b",
}
TOO_NEW_SCRIPTS = {
    # js-regexp-lookbehind: 62 (2017-10), 78 (2020-06), 16.4 (2023-03); the whole file fails
    "looking behind": r"\(\?<[=!]",
    # dialog: 37 (2014-08), 98 (2022-03), 15.4 (2022-03)
    "dialogs": r"\bshowModal\b",
    # MDN: Array.at 92, 90, 15.4; structuredClone 98, 94, 15.4; Object.hasOwn 93, 92, 15.4;
    # findLast 97, 104, 15.4 (all after November 2021 in one of them)
    "methods": r"\.at\(|\bstructuredClone\(|\bObject\.hasOwn\(|\.findLast(?:Index)?\(",
}


def used(features, files):
    return [
        f"{file.name}: {name}"
        for file in files
        for name, pattern in features.items()
        if re.search(pattern, COMMENT.sub("", file.read_text("utf-8")))
    ]


def test_the_styles_need_no_newer_browser():
    assert len(CSS) > 5
    assert used(TOO_NEW_CSS, CSS) == []


def test_the_scripts_need_no_newer_browser():
    assert len(SCRIPTS) > 2
    assert used(TOO_NEW_SCRIPTS, SCRIPTS) == []


@pytest.mark.parametrize(
    "css",
    [
        "a:has(b) { color: red; }",
        "a { color: red; & b { color: blue; } }",
        "a { color: red; b { color: blue; } }",
        "@layer base { a { color: red; } }",
        "@media (width >= 40em) { a { color: red; } }",
        "a { height: 100dvh; }",
        "a { color: color-mix(in srgb, red, blue); }",
        "@container (max-width: 20rem) { a { color: red; } }",
        "@container not (min-width: 20rem) { a { color: red; } }",
    ],
)
def test_what_is_too_new_is_noticed(css, tmp_path):
    file = tmp_path / "new.css"
    file.write_text(css)
    assert used(TOO_NEW_CSS, [file])


def test_what_stands_beside_has_a_plain_line_before_it():
    # The whole declaration is dropped where the words for screen readers are not known
    # (MDN: content, alternative text; Firefox 128, Safari 17.4, 2024).
    for file in CSS:
        for rule in re.findall(r"\{([^{}]*)\}", COMMENT.sub("", file.read_text("utf-8"))):
            if re.search(r'content: "[^"]*" / ', rule):
                assert re.search(r'content: "[^"]*";.*content: "[^"]*" / ', rule), file.name
