"""Which release this process runs, as a part of the keys of caches that outlive it."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (*settings.OWN_APPS, "config", "locale", "static", "templates", "translations")
KINDS = {".css", ".html", ".js", ".mo", ".py", ".svg"}


@cache
def get_release_digest() -> str:
    """Return a digest (16 hex digits) of the source files and of ``requirements.txt``.

    The files are read at the first call only.
    """
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in KINDS:
                digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
