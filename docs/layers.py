"""The drawing of the layers in docs/architecture.md, made from what ``make lint`` holds.

``python -m docs.layers`` writes docs/layers.svg from the contracts of import-linter in
pyproject.toml and the first sentence of each app's configuration. A test compares the two.
"""

import ast
import re
import textwrap
import tomllib
from collections.abc import Iterator
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DRAWING = ROOT / "docs" / "layers.svg"

# All in pixels. The letters are at least as wide as most fonts have them.
WIDTH, MARGIN, GAP, PADDING = 1080, 24, 10, 14
LAYERS_LEFT, LAYERS_WIDTH = 60, 690
FLOORS_LEFT = LAYERS_LEFT + LAYERS_WIDTH + 36
FLOORS_WIDTH = WIDTH - MARGIN - FLOORS_LEFT
TOP, LINE, LETTER = 72, 17, 7
NAME_HEIGHT = 20
SIDE_BY_SIDE = "Side by side: independent of each other."

STYLE = """
  svg { color-scheme: light dark; font: 13px system-ui, 'Segoe UI', Roboto, sans-serif; }
  .paper { fill: #ffffff; } .box { fill: #eef4fb; stroke: #2f5d8c; }
  .floor { fill: #f4f1ea; stroke: #7a6a45; }
  text { fill: #1d2733; } .title { font-size: 16px; font-weight: 600; }
  .name { font-weight: 700; font-size: 15px; } .quiet { fill: #4a5664; }
  .code { font-family: ui-monospace, 'DejaVu Sans Mono', Consolas, monospace; font-size: 12.5px; }
  .arrow { stroke: #4a5664; stroke-width: 1.5; fill: none; } .head { fill: #4a5664; }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #12181f; } .box { fill: #1b2a3a; stroke: #7fb0e0; }
    .floor { fill: #29261d; stroke: #c3ae78; }
    text { fill: #edf2f7; } .quiet { fill: #b4c0cc; }
    .arrow { stroke: #b4c0cc; } .head { fill: #b4c0cc; }
  }
"""


def read_contracts() -> list[dict]:
    """Return the contracts of import-linter: of the apps, of an app's floors, of its packages."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts: list[dict] = settings["tool"]["importlinter"]["contracts"]
    return contracts


def split_layer(layer: str) -> list[str]:
    """Return the names in one line of a contract, without marks for optional ones."""
    return re.findall(r"\w+", layer)


def describe_app(app: str) -> str:
    """Return the first sentence about an app, that of its AppConfig."""
    path = ROOT / app / "apps.py"
    if not path.exists():
        return "Settings and addresses: where the parts are put together."
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef) and f"'{app}'" in ast.unparse(node):
            return re.split(r"(?<=\.) ", (ast.get_docstring(node) or "").replace("``", ""))[0]
    raise ValueError(f"No configuration of {app} in {path}.")


def draw() -> str:
    """Return the drawing as SVG. It is the same wherever it is made."""
    apps, floors, packages = read_contracts()
    layers, bottom = _draw_layers(apps["layers"])
    side = _draw_floors(floors["layers"], bottom)
    foot = bottom + 30
    described = "; ".join(" and ".join(split_layer(layer)) for layer in apps["layers"])
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {foot + MARGIN}"'
            f' width="{WIDTH}" height="{foot + MARGIN}" role="img" aria-labelledby="t d">',
            '<title id="t">The layers of Bantin</title>',
            f'<desc id="d">{escape(apps["name"])}, from the top: {escape(described)}. '
            f"{escape(floors['name'])}.</desc>",
            f"<style>{STYLE}</style>",
            f'<rect class="paper" width="{WIDTH}" height="{foot + MARGIN}" rx="8"/>',
            _draw_text(LAYERS_LEFT, 42, apps["name"], "title"),
            _draw_text(FLOORS_LEFT, 42, floors["name"], "title"),
            f'<path class="arrow" d="M36 {TOP}V{bottom - 8}"/>',
            f'<path class="head" d="M30 {bottom - 10}h12l-6 10z"/>',
            *layers,
            *side,
            _draw_text(LAYERS_LEFT, foot, f"{SIDE_BY_SIDE} {packages['name']}.", "quiet"),
            "</svg>\n",
        ]
    )


def _draw_layers(layers: list[str]) -> tuple[list[str], int]:
    drawn: list[str] = []
    top = TOP
    for layer in layers:
        apps = split_layer(layer)
        width = (LAYERS_WIDTH - GAP * (len(apps) - 1)) / len(apps)
        texts = [
            textwrap.wrap(describe_app(app), int((width - 2 * PADDING) / LETTER)) for app in apps
        ]
        height = 2 * PADDING + NAME_HEIGHT + LINE * max(map(len, texts)) - 6
        for number, (app, lines) in enumerate(zip(apps, texts, strict=True)):
            left = LAYERS_LEFT + number * (width + GAP)
            drawn += _draw_box(left, top, width, height, "box")
            drawn.append(_draw_text(left + PADDING, top + PADDING + 12, app, "name"))
            drawn += _draw_lines(left + PADDING, top + PADDING + 12 + NAME_HEIGHT, lines)
        top += height + GAP
    return drawn, top - GAP


def _draw_floors(floors: list[str], bottom: int) -> list[str]:
    drawn: list[str] = []
    height = (bottom - TOP - GAP * (len(floors) - 1)) / len(floors)
    for number, floor in enumerate(floors):
        top = TOP + number * (height + GAP)
        names = ", ".join(split_layer(floor))
        drawn += _draw_box(FLOORS_LEFT, top, FLOORS_WIDTH, height, "floor")
        rows = textwrap.wrap(names, int((FLOORS_WIDTH - 2 * PADDING) / 7.6))
        first = top + height / 2 + 4 - LINE * (len(rows) - 1) / 2
        drawn += _draw_lines(FLOORS_LEFT + PADDING, first, rows, "code")
    return drawn


def _draw_box(left: float, top: float, width: float, height: float, kind: str) -> Iterator[str]:
    yield (
        f'<rect class="{kind}" x="{left:.0f}" y="{top:.0f}" width="{width:.0f}"'
        f' height="{height:.0f}" rx="6"/>'
    )


def _draw_lines(left: float, top: float, lines: list[str], kind: str = "quiet") -> Iterator[str]:
    for number, line in enumerate(lines):
        yield _draw_text(left, top + number * LINE, line, kind)


def _draw_text(left: float, top: float, text: str, kind: str) -> str:
    return f'<text class="{kind}" x="{left:.0f}" y="{top:.0f}">{escape(text, quote=False)}</text>'


if __name__ == "__main__":
    DRAWING.write_text(draw(), encoding="utf-8")
