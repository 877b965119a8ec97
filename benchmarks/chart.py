"""Chart of the results, for docs/features/benchmark.md: ``python -m benchmarks.chart``.

Draws how near each aim the versions came, from benchmarks/results/: 1 is the aim reached, further
to the right is better.
"""

import json
from html import escape
from pathlib import Path
from typing import Any

from benchmarks.results import FOLDER, format_number

CHART = FOLDER.parents[1] / "docs" / "images" / "benchmark.svg"
# All in pixels, but for the largest part of an aim that is drawn.
WIDTH, LEFT, RIGHT, ROW, BAR, TOP, FACTOR = 960, 430, 110, 26, 14, 56, 4
STYLE = """
  svg { color-scheme: light dark; font: 13px system-ui, 'Segoe UI', Roboto, sans-serif; }
  .paper { fill: #ffffff; } text { fill: #1d2733; } .title { font-size: 16px; font-weight: 600; }
  .good { fill: #2f7d4f; } .bad { fill: #b3541e; } .aim { stroke: #4a5664; stroke-dasharray: 4 3; }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #12181f; } text { fill: #edf2f7; }
    .good { fill: #6cc08b; } .bad { fill: #e08a52; } .aim { stroke: #b4c0cc; }
  }
"""


def write() -> Path:
    """Write the chart; return its file."""
    versions = [json.loads(file.read_text()) for file in sorted(FOLDER.glob("*.json"))]
    CHART.write_text(draw(versions), encoding="utf-8")
    return CHART


def draw(versions: list[dict[str, Any]]) -> str:
    """Return the drawing of these results, the newest version last."""
    rows = [
        (version["version"], line)
        for version in versions
        for line in version["lines"]
        if get_part_of_aim(line) is not None
    ]
    rows.sort(key=lambda row: (row[1]["part"], row[1]["name"], row[0]))
    height = TOP + ROW * len(rows) + 20
    unit = (WIDTH - LEFT - RIGHT) / FACTOR
    bars = "".join(
        _draw_row(version, line, TOP + ROW * place, unit)
        for place, (version, line) in enumerate(rows)
    )
    aim = LEFT + unit
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">'
        f"<title>How near its aims each version came</title><style>{STYLE}</style>"
        f'<rect class="paper" width="{WIDTH}" height="{height}"/>'
        f'<text class="title" x="16" y="28">How near its aims each version came</text>'
        f'<text x="{aim:.0f}" y="46" text-anchor="middle">aim</text>'
        f'<line class="aim" x1="{aim:.0f}" x2="{aim:.0f}" y1="{TOP}" y2="{height - 16}"/>'
        f"{bars}</svg>\n"
    )


def get_part_of_aim(line: dict[str, Any]) -> float | None:
    """Return how much of its aim a line reached, at most ``FACTOR``; None where it has none."""
    if not line["aim"]:
        return None
    sign, _space, limit = line["aim"].partition(" ")
    judged = line["value"] if line["ratio"] is None else line["ratio"]
    if sign == "≥":
        return float(min(FACTOR, judged / float(limit)))
    return float(min(FACTOR, float(limit) / judged)) if judged > 0 else float(FACTOR)


def _draw_row(version: str, line: dict[str, Any], top: int, unit: float) -> str:
    part = get_part_of_aim(line) or 0.0
    judged = line["value"] if line["ratio"] is None else line["ratio"]
    name = escape(f"{line['part']}: {line['name']} ({version})")
    text = escape(f"{format_number(judged)} ({line['aim']})")
    length = max(2.0, part * unit)
    return (
        f'<text x="{LEFT - 8}" y="{top + 12}" text-anchor="end">{name}</text>'
        f'<rect class="{"good" if line["reached"] else "bad"}" x="{LEFT}" y="{top}"'
        f' width="{length:.0f}" height="{BAR}"/>'
        f'<text x="{LEFT + length + 6:.0f}" y="{top + 12}">{text}</text>'
    )


if __name__ == "__main__":
    write()
