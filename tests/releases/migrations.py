"""Migrations that a released version has: whoever runs it has applied them as they were."""

import hashlib
import json
from pathlib import Path

from tests.releases.installation import ROOT, list_releases

KEPT = "migrations.json"


def get_digests() -> dict[str, str]:
    """Return the SHA-256 of each migration of our apps, by path."""
    return {
        str(file.relative_to(ROOT)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(ROOT.glob("*/migrations/[0-9]*.py"))
    }


def keep_digests(folder: Path) -> None:
    """Write the digests into the folder of a release."""
    (folder / KEPT).write_text(json.dumps(get_digests(), indent=1) + "\n")


def list_changed() -> list[str]:
    """Return the migrations of released versions that are gone or not what they were."""
    present = get_digests()
    return [
        f"{folder.name}: {path}"
        for folder in list_releases()
        for path, digest in json.loads((folder / KEPT).read_text()).items()
        if present.get(path) != digest
    ]
