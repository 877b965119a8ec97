"""Digest of the source code, as a part of cache keys that differs from release to release.

A cache outlives the processes that fill it, so without the digest pages rendered by the templates
of a former release could be served.
"""

import hashlib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (
    "accounts", "bulletins", "config", "home", "locale", "ops", "search", "sites", "static",
    "templates", "translations",
)  # fmt: skip
KINDS = {".css", ".html", ".js", ".mo", ".py", ".svg"}


@cache
def release() -> str:
    """Return a digest (16 hex digits) of the source files and of ``requirements.txt``.

    The files are read at the first call only.
    """
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in KINDS:
                digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
