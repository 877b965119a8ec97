"""Joins the style sheets of public pages into one, which a browser gets by one request.

    .venv/bin/python content/assets/styles.py

writes ``static/css/site.css`` from the files that are written by hand. Without comments, and with a
line for each file; a test compares.
"""

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "static" / "css"
SITE = FOLDER / "site.css"
# In this order: later rules win.
PARTS = ("tokens", "base", "components", "pages", "display")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_STRING = re.compile(r"""("[^"]*"|'[^']*')""")


def join_styles() -> str:
    """Return the one style sheet of public pages."""
    return "".join(f"{_compact((FOLDER / f'{name}.css').read_text())}\n" for name in PARTS)


def _compact(text: str) -> str:
    """Return a style sheet without comments, on one line; strings stay as they are."""
    pieces = _STRING.split(_COMMENT.sub("", text))
    joined = (
        piece if number % 2 else re.sub(r"\s+", " ", piece) for number, piece in enumerate(pieces)
    )
    return "".join(joined).strip()


if __name__ == "__main__":
    SITE.write_text(join_styles())
