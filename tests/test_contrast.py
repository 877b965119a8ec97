"""The colours of static/css/tokens.css against WCAG 2.2, light and dark, for all six accents."""

import re

import pytest

from translations.catalogs import ROOT

CSS = ROOT / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")
LIGHT, DARK = TOKENS.split("@media screen and (prefers-color-scheme: dark)")
DECLARATION = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6})")
ACCENT = re.compile(r'data-accent="(\w+)"\]\s*\{\s*--accent:\s*(#[0-9a-f]{6})')
THEMES = ["light", "dark"]

# What stands on what, and the least ratio: 7 is AAA for text (1.4.6), 3 is for parts (1.4.11).
PAIRS = [
    ("ink", "paper", 7),
    ("ink", "surface", 7),
    ("ink-2", "paper", 7),
    ("ink-2", "surface", 7),
    ("visited", "paper", 7),
    ("border", "paper", 3),
    ("on-emergency", "emergency", 7),
    ("on-important", "important", 7),
    ("important-bar", "paper", 4.5),
    ("focus", "paper", 3),
    ("focus-inner", "emergency", 3),
]


def colours(theme):
    block = LIGHT if theme == "light" else DARK
    tokens = dict(DECLARATION.findall(LIGHT.partition(':root[data-accent="ngoc"]')[0]))
    if theme == "dark":
        tokens |= dict(DECLARATION.findall(block.partition(':root[data-accent="ngoc"]')[0]))
    return tokens, {"lam": tokens["accent"]} | dict(ACCENT.findall(block))


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_formula_gives_the_known_extremes():
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_what_stands_on_a_colour_can_be_read(theme, front, back, least):
    tokens, _ = colours(theme)
    assert ratio(tokens[front], tokens[back]) >= least


@pytest.mark.parametrize("theme", THEMES)
def test_each_of_the_six_accents_can_be_read_and_written_on(theme):
    tokens, accents = colours(theme)
    assert set(accents) == {"lam", "ngoc", "luc", "cham", "man", "nau"}
    for name, accent in accents.items():
        assert ratio(accent, tokens["paper"]) >= 7, name
        assert ratio(accent, tokens["surface"]) >= 4.5, name
        assert ratio(tokens["on-accent"], accent) >= 7, name


@pytest.mark.parametrize("path", sorted(CSS.glob("*.css")), ids=lambda path: path.name)
def test_text_grows_with_the_readers_choice_and_is_never_forced(path):
    css = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"font(-size)?:[^;}]*\dpx", css)
    assert not re.search(r"text-transform|text-align:\s*justify|hyphens|line-clamp", css)


def test_no_template_styles_in_line():
    for path in (ROOT / "templates").rglob("*.html"):
        assert not re.search(r"<style|\sstyle=", path.read_text(encoding="utf-8")), path
