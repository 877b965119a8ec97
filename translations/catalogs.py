"""Compile the message catalogues; ``python -m translations.catalogs`` writes them.

The compiled files are part of the source, so that running Bantin needs no gettext.
"""

from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent


def sources() -> Iterator[Path]:
    """Every catalogue of the project: its own, and those for other packages."""
    for folder in ("locale", "translations"):
        yield from sorted((ROOT / folder).rglob("*.po"))


def compiled(source: Path) -> bytes:
    """Return what the compiled form of a catalogue must be."""
    return polib.pofile(str(source)).to_binary()


if __name__ == "__main__":
    for path in sources():
        path.with_suffix(".mo").write_bytes(compiled(path))
