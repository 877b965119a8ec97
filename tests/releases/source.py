"""The program of a released version, to be run beside the present one.

It is kept as a file, because a clone need not have the history.
"""

import subprocess
import tarfile
from pathlib import Path

from tests.releases.installation import ROOT

KEPT = "source.tar.xz"
# What no process of an installation reads, and where it stands.
_FOLDERS = ("benchmarks/", "demo/data/", "deploy/", "docs/", ".")
_ENDINGS = (".po", ".md")


def keep_source(folder: Path, root: Path = ROOT) -> None:
    """Write what runs, and the walk of the drills, of the checkout ``root`` into ``folder``."""
    listed = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True)
    listed.check_returncode()
    with tarfile.open(folder / KEPT, "w:xz", preset=9) as archive:
        for name in listed.stdout.splitlines():
            if _is_kept(name):
                archive.add(root / name, name, filter=_without_traces)


def unpack_source(folder: Path, place: Path) -> None:
    """Write the program that is kept in ``folder`` into ``place``."""
    with tarfile.open(folder / KEPT) as archive:
        archive.extractall(place, filter="data")


def _is_kept(name: str) -> bool:
    is_walk = name == "tests/__init__.py" or Path(name).match("tests/releases/*.py")
    is_test = name.startswith("tests/") or "/tests/" in name
    return is_walk or not (is_test or name.startswith(_FOLDERS) or name.endswith(_ENDINGS))


def _without_traces(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out who made it and when."""
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    return member
