import re
from itertools import product

import pytest

from sites.models import Accent
from sites.widgets import CONTRASTS
from translations.catalogs import ROOT

# The one that is joined of others says nothing of its own.
STYLES = sorted({*(ROOT / "static" / "css").rglob("*.css")} - {ROOT / "static/css/site.css"})
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
TOKENS = (ROOT / "static" / "css" / "tokens.css").read_text("utf-8")
ADMIN = (ROOT / "static" / "css" / "admin" / "tokens.css").read_text("utf-8")
CHOICES = (ROOT / "static" / "css" / "display.css").read_text("utf-8")
PALETTES = ("light", "dark", "high-light", "high-dark")
HIGH = ("high-light", "high-dark")
ACCENTS = tuple(Accent.values)
# A unit's colour makes no difference in high contrast.
SPREAD = [*product(("light", "dark"), ACCENTS), *((high, Accent.NAU) for high in HIGH)]
SWITCHED = re.compile(r"var\(--([\w-]+), (#[0-9a-f]{6}|var\(--[\w-]+\))\)")

TEXT, LARGE, ENHANCED = 4.5, 3, 7
# Foreground, background, and the contrast that WCAG 2.2 asks for: text 1.4.3, controls and focus
# 1.4.11, and 1.4.6 (AAA) where we set out to reach it.
PAIRS = [
    ("ink", "paper", ENHANCED),
    ("ink", "surface", ENHANCED),
    ("ink-2", "paper", ENHANCED),
    ("ink-2", "surface", ENHANCED),
    ("visited", "paper", ENHANCED),
    ("visited", "surface", ENHANCED),
    ("accent", "paper", ENHANCED),
    ("accent", "surface", ENHANCED),
    ("on-accent", "accent", ENHANCED),
    ("on-emergency", "emergency", ENHANCED),
    ("on-important", "important", ENHANCED),
    ("urgent", "paper", ENHANCED),
    ("urgent", "surface", ENHANCED),
    ("important-bar", "paper", TEXT),
    ("important-bar", "important", LARGE),
    ("border", "paper", LARGE),
    ("border", "surface", LARGE),
    ("focus", "paper", LARGE),
    ("focus", "surface", LARGE),
    ("focus", "important", LARGE),
    ("focus-inner", "emergency", LARGE),
]
# The same in the admin, with the colours that only it has.
ADMIN_PAIRS = [
    ("on-menu", "menu", ENHANCED),
    ("on-menu-current", "menu-current", ENHANCED),
    ("on-menu-current", "accent-light", ENHANCED),
    ("accent-light", "scan-paper", ENHANCED),
    ("accent-dark", "swatch-night", ENHANCED),
    ("focus-inner", "menu", ENHANCED),
    ("focus-inner", "menu-current", LARGE),
    ("on-button", "button", TEXT),
    ("on-button", "button-hover", TEXT),
    ("on-button", "inactive", TEXT),
    ("ink", "told", ENHANCED),
    ("accent", "told", TEXT),
    ("done", "paper", TEXT),
    ("done", "told", LARGE),
    ("ink", "added", ENHANCED),
    ("ink", "removed", ENHANCED),
    ("urgent", "removed", TEXT),
]


def colours_of(palette, accent=Accent.LAM):
    """The colours in force, as a browser resolves them: one switch is on, the others are empty."""
    own = TOKENS.partition(f'[data-accent="{accent}"]')[2].partition("}")[0]
    declared = dict(re.findall(r"--([\w-]+): ([^;]+);", TOKENS.partition("[data-accent")[0]))
    declared |= dict(re.findall(r"--([\w-]+): ([^;]+);", own))
    return resolve(declared, palette)


def resolve(declared, palette):
    """The colours among these custom properties, with one palette on."""
    found = {}
    for name, value in declared.items():
        on = [one for switch, one in SWITCHED.findall(value) if switch == palette] or [value]
        colour = declared.get(on[0].removeprefix("var(--").removesuffix(")"), on[0])
        if re.fullmatch(r"#[0-9a-f]{6}", colour):
            found[name] = colour
    return found


def admin_colours_of(palette, accent=Accent.LAM):
    """The colours of the admin: its own, with those of the websites."""
    own = dict(re.findall(r"--([\w-]+): ([^;]+);", ADMIN.partition("}")[0]))
    return colours_of(palette, accent) | resolve(own, palette)


def switches(css):
    """What each block of a stylesheet does to the switches: who is on, who is off."""
    blocks = re.findall(r"\{([^{}]*--(?:high-)?(?:light|dark):[^{}]*)\}", css)
    return [dict(re.findall(r"--((?:high-)?(?:light|dark)): (initial|);", one)) for one in blocks]


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_in_wcag():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#a3121a", "#ffffff") == pytest.approx(7.9, abs=0.1)


def too_low(colours, pairs):
    return {
        (front, back): round(contrast(colours[front], colours[back]), 2)
        for front, back, wanted in pairs
        if contrast(colours[front], colours[back]) < wanted
    }


@pytest.mark.parametrize(("palette", "accent"), SPREAD)
def test_every_pair_of_colours_can_be_read(palette, accent):
    assert too_low(colours_of(palette, accent), PAIRS) == {}


@pytest.mark.parametrize(("palette", "accent"), SPREAD)
def test_every_pair_of_colours_in_the_admin_can_be_read(palette, accent):
    assert too_low(admin_colours_of(palette, accent), ADMIN_PAIRS) == {}


def test_the_choice_of_a_colour_says_its_contrast():
    for accent in ACCENTS:
        day, night = (colours_of(one, accent) for one in ("light", "dark"))
        found = [contrast(one["accent"], one["paper"]) for one in (day, night)]
        assert [int(one * 10) / 10 for one in found] == [*CONTRASTS[accent]], accent


@pytest.mark.parametrize("palette", HIGH)
def test_in_high_contrast_every_pair_and_every_line_reaches_seven_on_pure_black_or_white(palette):
    colours = colours_of(palette)
    pairs = [(front, back, ENHANCED) for front, back, _ in [*PAIRS, ("line", "paper", 0)]]
    assert too_low(colours, [one for one in pairs if one[0] != "focus-inner"]) == {}
    assert {colours["paper"], colours["ink"]} == {"#000000", "#ffffff"}
    assert colours["ink"] == colours["ink-2"] == colours["border"] == colours["line"]
    assert {colours_of(palette, accent)["accent"] for accent in ACCENTS} == {colours["accent"]}


def test_each_colour_stands_once_with_a_value_for_every_palette():
    # So dark is dark by the system's wish and by the reader's.
    for value in re.findall(r"--[\w-]+: (var\(--light.*);", TOKENS):
        names = re.findall(r"var\(--(light|dark|high-light|high-dark), ", value)
        assert tuple(names) == PALETTES, value
    assert [*map(len, map(colours_of, PALETTES))] == [len(colours_of("light"))] * 4


def test_whatever_theme_somebody_chooses_in_the_admin_one_palette_is_on():
    # Wagtail's classes, alone and with what the system asks for.
    by_theme = [[name for name, value in one.items() if value] for one in switches(ADMIN)]
    assert by_theme == [
        ["light"],
        ["dark"],
        *[["high-light"], ["high-dark"], ["high-dark"], ["high-light"], ["high-dark"]],
    ]
    assert all(set(one) == set(PALETTES) for one in switches(ADMIN))


def test_exactly_one_palette_is_on_whoever_chooses():
    designed, dark, more, more_and_dark = switches(TOKENS)
    by_system = [
        designed,
        designed | dark,
        designed | more,
        designed | dark | more | more_and_dark,
    ]
    by_reader = switches(CHOICES)
    on = [[name for name, value in one.items() if value] for one in [*by_system, *by_reader]]
    assert on == [[name] for name in [*PALETTES, "dark", "high-dark", "high-light"]]
    # Whatever the system wishes, a reader's choice leaves no switch as it was.
    assert all(set(one) == set(PALETTES) for one in by_reader)


@pytest.mark.parametrize(("palette", "accent"), SPREAD)
def test_the_outline_inside_a_coloured_fill_is_seen(palette, accent):
    colours = colours_of(palette, accent)
    fills = [colours["emergency"]]
    fills += [colours["accent"]] if palette == "light" else []
    for fill in fills:
        assert round(contrast(colours["focus-inner"], fill), 1) >= 5.7


def test_every_accent_has_a_colour_of_its_own_in_both_schemes():
    for palette in ("light", "dark"):
        found = {colours_of(palette, accent)["accent"] for accent in ACCENTS}
        assert len(found) == len(ACCENTS) == 6
    selectors = set(re.findall(r'data-accent="(\w+)"', TOKENS))
    assert selectors | {Accent.LAM.value} == set(ACCENTS)


def without_comments(path):
    return re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)


def declarations(path):
    """Selector, property and value of each declaration of a stylesheet."""
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", without_comments(path)):
        for declaration in filter(str.strip, body.split(";")):
            name, _, value = declaration.partition(":")
            yield selectors.strip(), name.strip(), value.strip()


def name_of(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", STYLES, ids=name_of)
def test_colours_are_named_once(path):
    if path.name not in {"tokens.css", "print.css"}:
        css = without_comments(path)
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", css)


@pytest.mark.parametrize("path", STYLES, ids=name_of)
def test_what_its_fill_alone_marks_as_a_box_has_an_edge_in_high_contrast(path):
    [edged] = re.findall(r":is\(([^)]+)\) { outline: var\(--edge\)", CHOICES)
    boxes = tuple(edged.split(", "))
    # The page itself is no box.
    filled = re.findall(
        r"([^{};]+) {([^{}]*background: var\(--(?:surface|important)\)[^{}]*)}",
        without_comments(path),
    )
    without = [
        selector.strip()
        for selector, rule in filled
        if not re.search(r"border(-block-(start|end))?: 1px", rule)
        and not selector.strip().startswith(boxes)
    ]
    assert without in ([], [".account"])


@pytest.mark.parametrize("path", STYLES, ids=name_of)
def test_text_can_be_enlarged_and_words_keep_their_shape(path):
    for selectors, name, value in declarations(path):
        where = f"{selectors} {{ {name}: {value} }}"
        if name in {"font", "font-size", "line-height", "letter-spacing", "word-spacing"}:
            assert "px" not in value, where
        if name == "font-size" and value.endswith("rem"):
            assert float(value.removesuffix("rem")) >= 0.9375, where
        if name == "text-transform":
            # A sentence may begin with a capital.
            assert value == "none" or "::first-letter" in selectors, where
        assert value not in {"small-caps", "all-small-caps"}, where
        if name in {"text-align", "text-align-last"}:
            assert value in {"start", "end", "center"}, where
        assert name not in {"hyphens", "text-indent", "-webkit-line-clamp", "animation"}, where
        assert name != "letter-spacing" or not value.startswith("-"), where


@pytest.mark.parametrize("path", STYLES, ids=name_of)
def test_nothing_moves_by_itself_and_nothing_is_fetched_from_elsewhere(path):
    # The one gradient is the edge beyond which a table goes on.
    css = re.sub(r"\.table-scroll \{[^}]*\}", "", without_comments(path))
    assert not re.findall(r"@keyframes|@import|!important|gradient\(", css)
    assert not re.findall(r"url\(\s*[\"']?(?:https?:)?//", css)


@pytest.mark.parametrize("path", STYLES, ids=name_of)
def test_whoever_asks_the_system_for_less_motion_has_none(path):
    wanted = r"@media \(prefers-reduced-motion: no-preference\) \{(?:[^{}]*\{[^{}]*\})*\s*\}"
    css = re.sub(wanted, "", without_comments(path))
    assert not re.findall(r"scroll-behavior: (?!auto)|transition", css)


@pytest.mark.parametrize("path", STYLES, ids=name_of)
def test_nothing_is_filtered_or_stuck_to_the_screen(path):
    # Toolbars that filter a page throw what is fixed on it out of its place: downzer0/a11y-toolbar
    # #13, elementor/one-click-accessibility#24, jossef/open-accessibility#22, joomla-cms#43894,
    # ranbuch/accessibility#26. Ours changes colours, and pictures stay as they are.
    for selectors, name, value in declarations(path):
        assert "filter" not in name, f"{selectors} {{ {name}: {value} }}"
        assert (name, value) != ("position", "fixed") or "admin" in path.relative_to(ROOT).parts, (
            selectors
        )


@pytest.mark.parametrize("path", STYLES, ids=name_of)
def test_only_known_colours_are_used(path):
    known = set(re.findall(r"--([\w-]+):", TOKENS + ADMIN * (path.parent.name == "admin")))
    used = set(re.findall(r"var\(--([\w-]+)", without_comments(path)))
    # Those of Wagtail's parts are Wagtail's.
    assert {name for name in used if not name.startswith("w-")} <= known


def test_every_token_is_used():
    used = {name for path in STYLES for name in re.findall(r"var\(--([\w-]+)", path.read_text())}
    unused = set(re.findall(r"--([\w-]+):", TOKENS)) - used
    assert unused == set()


# One file that has to stand alone; its policy allows this very style and no other.
ALONE = {"templates/channels/wifi.html"}


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_templates_have_no_styles_handlers_or_foreign_addresses(path):
    html = path.read_text("utf-8")
    if name_of(path) in ALONE:
        html = html.replace("<style>{{ style|safe }}</style>", "")
    if "/mail/" in name_of(path):
        # No policy there, and nothing to link to.
        html = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    assert not re.findall(r"\sstyle\s*=|<style|<font|<center|<marquee", html, re.IGNORECASE)
    assert not re.findall(r"\son[a-z]+\s*=", html)
    assert not re.findall(r"(?:src|href)=[\"'](?:https?:)?//", html)
    assert "javascript:" not in html


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_words_are_written_in_capitals(path):
    words = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", path.read_text("utf-8"), flags=re.DOTALL)
    found = set(re.findall(r"\b[A-ZĐÀ-Ỹ]{3,}\b", words))
    assert found <= {"BTTTT", "CAP", "ICT", "PDF", "PIN", "RSS"}
