"""Compiler of the message catalogs; ``python -m translations.catalogs`` writes them.

The compiled files are committed, so that running Bantin needs no gettext. See
docs/decisions/0009-compiled-messages-are-committed.md.
"""

from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent


def list_sources() -> Iterator[Path]:
    """Yield the .po files of the project: its own, and those for other packages."""
    for folder in ("locale", "translations"):
        yield from sorted((ROOT / folder).rglob("*.po"))


def compile_catalog(source: Path) -> bytes:
    """Return the content of the .mo file for a .po file."""
    return polib.pofile(str(source)).to_binary()


if __name__ == "__main__":
    for path in list_sources():
        path.with_suffix(".mo").write_bytes(compile_catalog(path))
