"""Making a backup of the whole installation while it is used."""

import platform
import secrets
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import django
import wagtail
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ops.backup.archive import ArchiveWriter, write_archive
from ops.backup.errors import BackupError
from ops.backup.files import add_file, list_file_columns
from ops.backup.progress import show_progress
from ops.backup.rows import get_sequence, write_rows
from ops.backup.schema import StoredTable, list_applied_migrations, list_tables
from ops.backup.snapshot import read_at_once

KIND = "installation"
ROWS = "rows/"
# How often rows are read anew because files that they name were deleted meanwhile.
_ATTEMPTS = 5


@dataclass
class BackupResult:
    """What a backup holds: numbers of rows and files, bytes of the file.

    ``missing``: names of files that rows name and the storage does not have.
    """

    rows: int = 0
    files: int = 0
    size: int = 0
    missing: list[str] = field(default_factory=list)


class _Part(NamedTuple):
    """The rows of a table in a temporary file, how many, and the last number given to one."""

    table: StoredTable
    file: Path
    rows: int
    sequence: int | None


def create_backup(path: Path, recipient: str = "", *, with_files: bool = True) -> BackupResult:
    """Write the database and the files that it names into ``path``; see ``write_archive``.

    Without files it is good for a rehearsal only (``ops.backup.copies``). Rows are those of one
    moment. If a file that they name is gone, the rows are read again, in case
    it was deleted meanwhile; if they still name it, it is missing. Raises BackupError or OSError;
    then there is no file.
    """
    migrations = list_applied_migrations()
    if not migrations:
        raise BackupError("The database is empty: there is nothing to back up.")
    tables = list_tables(migrations)
    header = make_header(KIND) | {"migrations": migrations}
    # The temporary files lie beside the archive, where there is room for it.
    with (
        write_archive(path, header, recipient) as writer,
        tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as folder,
    ):
        added: set[str] = set()
        missing: set[str] = set()
        for _attempt in range(_ATTEMPTS):
            parts, named = _read_tables(tables, Path(folder))
            named = named if with_files else set()
            before, missing = missing, _add_files(writer, named, added)
            if missing == before:
                break
        with show_progress(len(parts), "Tables") as advance:
            for part in parts:
                _add_rows(writer, part)
                advance()
        writer.manifest.details |= {
            "missing": sorted(missing),
            # Copied before rows that no longer named them were read.
            "superfluous": sorted(added - named),
        }
    return BackupResult(
        rows=sum(part.rows for part in parts),
        files=len(named - missing),
        size=path.stat().st_size,
        missing=sorted(missing),
    )


def make_header(kind: str) -> dict[str, Any]:
    """Return what an archive says of itself in its first part.

    ``secret_key``: by which a restore knows whether the key is the same.
    """
    number = secrets.token_hex(16)
    return {
        "kind": kind,
        "id": number,
        "version": settings.BANTIN_VERSION,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "database": connection.vendor,
        "domain": settings.BASE_DOMAIN,
        "secret_key": make_key_digest(number, settings.SECRET_KEY),
        "with": {
            "python": platform.python_version(),
            "django": django.get_version(),
            "wagtail": wagtail.__version__,
        },
    }


def make_key_digest(number: str, key: str) -> str:
    """Return a digest of a SECRET_KEY that is another one in each archive (``number``: its id)."""
    return salted_hmac("ops.backup", number, key, algorithm="sha256").hexdigest()


def _read_tables(tables: list[StoredTable], folder: Path) -> tuple[list[_Part], set[str]]:
    """Write the rows of all tables at one moment into files; return these and the files named."""
    parts: list[_Part] = []
    named: set[str] = set()
    with read_at_once(), show_progress(len(tables), "Rows") as advance:
        for table in tables:
            path = folder / table.label
            with path.open("wb") as file:
                count = write_rows(table.model, file, list_file_columns(table), named)
            parts.append(_Part(table, path, count, get_sequence(table.model)))
            advance()
    return parts, named


def _add_files(writer: ArchiveWriter, named: set[str], added: set[str]) -> set[str]:
    """Write the files that are not in the archive yet; return those that the storage lacks."""
    missing = set()
    with show_progress(len(named - added), "Files") as advance:
        for name in sorted(named - added):
            if add_file(writer, name):
                added.add(name)
            else:
                missing.add(name)
            advance()
    return missing


def _add_rows(writer: ArchiveWriter, part: _Part) -> None:
    with part.file.open("rb") as file:
        writer.add(
            f"{ROWS}{part.table.label}.jsonl.gz",
            part.file.stat().st_size,
            file,
            rows=part.rows,
            last=part.sequence,
        )
