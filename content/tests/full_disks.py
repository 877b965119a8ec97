"""A place for files that is full: by the kernel's limit on the size of a file, or for real."""

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# Bytes. Locks and the like still fit; no file of the tests does.
LIMIT = 64


@contextmanager
def limit_file_size(size: int = LIMIT) -> Iterator[None]:
    """Let this process, and those it starts, write no file beyond a size: the kernel refuses the
    rest in the middle of it (EFBIG), as a full disk does (ENOSPC). It needs no rights.
    """
    former, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (former, most))


@contextmanager
def mount_small_disk(folder: Path, size: int) -> Iterator[None]:
    """Put a file system of so many bytes at a folder. Only root may; else PermissionError."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(command, capture_output=True).returncode:
        raise PermissionError("only root may mount a file system")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> None:
    """Leave no room in the file system of a folder."""
    with open(folder / "filling", "wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            pass


def list_files(folder: Path) -> list[str]:
    """Return the paths of all files below a folder, without the one that fills it."""
    paths = (path for path in Path(folder).rglob("*") if path.is_file())
    return sorted(str(path.relative_to(folder)) for path in paths if path.name != "filling")
