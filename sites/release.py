"""What pages are drawn by, as one short text that differs from release to release.

A cache outlives the processes that fill it; what former templates drew must not.
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
    """Return a digest of the source and of the versions it runs on; read once, at the start."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in KINDS:
                digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
