"""Keep the present version for the drill of upgrades: ``python -m tests.releases``, once a release.

The demo is loaded into an empty installation on SQLite and into one on PostgreSQL. What they hold
is written into a folder named after the version, and the program with it. ``DATABASE_URL`` names an
empty database of a PostgreSQL server: ``python -m tests.postgres -- python -m tests.releases``.
"""

import os
import sys
import tempfile
from pathlib import Path

from tests.releases.installation import RELEASES, Installation
from tests.releases.migrations import keep_digests
from tests.releases.source import keep_source


def main() -> None:
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        sys.exit("DATABASE_URL names no PostgreSQL database: python -m tests.postgres -- …")
    for each in ("", url):
        with tempfile.TemporaryDirectory() as place:
            installation = Installation(Path(place), each)
            version = installation.manage("bantin_version").splitlines()[0]
            folder = RELEASES / version
            folder.mkdir(exist_ok=True)
            installation.manage("migrate", "--noinput", "-v", "0")
            installation.manage("load_demo")
            installation.keep(folder)
    keep_digests(folder)
    keep_source(folder)
    sys.stdout.write(f"Kept in {folder}.\n")


if __name__ == "__main__":
    main()
