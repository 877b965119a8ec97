"""Restoring a backup into an empty installation, of whichever of the two databases.

First everything is read and compared with its digests. Then files are stored, and then, in one
transaction, come the tables as they were at the version of the backup, the rows, and the migrations
since. Killed before its end, the database has no tables but the note of it; killed after, the note
says that only what follows is left. Either way the same command is given again.
"""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection, transaction

from ops.after_restore import list_steps
from ops.backup.archive import Manifest, read_archive, verify_archive
from ops.backup.creation import KIND, ROWS, make_key_digest
from ops.backup.errors import BackupError
from ops.backup.files import FOLDER, list_stored, store_file
from ops.backup.progress import Progress, show_progress
from ops.backup.restore_progress import (
    FILLED,
    begin_restore,
    end_restore,
    get_unfinished_restore,
    is_empty,
    note_filled,
)
from ops.backup.rows import load_rows, set_sequence
from ops.backup.schema import (
    Key,
    StoredTable,
    check_deferred,
    check_migrations,
    count_migrations,
    empty_tables,
    list_tables,
    migrate_to,
    migrate_to_present,
)


@dataclass(frozen=True)
class RestoreResult:
    """What was restored, and whether SECRET_KEY is the one that the backup was made with."""

    version: str
    rows: int
    files: int
    has_same_key: bool
    missing: list[str]


def verify_backup(path: Path, identity: str = "") -> Manifest:
    """Read a backup of an installation as ``verify_archive`` does; return its manifest.

    Raises BackupError also if this version cannot restore it.
    """
    manifest = verify_archive(path, KIND, identity)
    check_migrations(get_migrations(manifest))
    return manifest


def restore_backup(path: Path, identity: str = "") -> RestoreResult:
    """Restore a backup into an empty database and an empty storage, or finish doing so.

    Raises BackupError if it is damaged, if this version does not know it, if something is there, or
    if the database refuses a row; OSError if a file cannot be stored; OperationalError if the
    database does not work, for instance because its disk is full.
    """
    manifest = verify_backup(path, identity)
    number = manifest.header["id"]
    unfinished = get_unfinished_restore()
    if unfinished is None or unfinished.stage != FILLED:
        _check_empty(has_begun=unfinished is not None)
        begin_restore(number)
        _store_files(path, manifest, identity)
        _load_tables(path, manifest, identity)
    elif unfinished.backup != number:
        raise BackupError(
            f"A restore of another backup ({unfinished.backup}) is not finished here. "
            "Finish it with that backup, or begin with an empty database."
        )
    _do_what_follows()
    parts = manifest.parts
    return RestoreResult(
        version=manifest.header["version"],
        rows=sum(facts.get("rows", 0) for facts in parts.values()),
        files=sum(name.startswith(FOLDER) for name in parts) - len(_list_superfluous(manifest)),
        has_same_key=_has_same_key(manifest),
        missing=manifest.details["missing"],
    )


def get_migrations(manifest: Manifest) -> list[Key]:
    """Return the migrations of the database that a backup was made of."""
    return [(app, name) for app, name in manifest.header["migrations"]]


def _check_empty(*, has_begun: bool) -> None:
    if not is_empty():
        raise BackupError(
            "The database has tables already. A restore needs an empty one, on which not even "
            "migrate was run."
        )
    stored = list_stored()
    if stored and not has_begun:
        raise BackupError(
            f"There are uploaded files already ({', '.join(stored)}). A restore needs an empty "
            "storage (MEDIA_ROOT)."
        )


def _store_files(path: Path, manifest: Manifest, identity: str) -> None:
    superfluous = _list_superfluous(manifest)
    total = sum(name.startswith(FOLDER) for name in manifest.parts)
    with read_archive(path, identity) as parts, show_progress(total, "Files") as advance:
        for part, content in parts:
            if part.startswith(FOLDER):
                name = part.removeprefix(FOLDER)
                if name not in superfluous:
                    store_file(name, content)
                advance()


def _load_tables(path: Path, manifest: Manifest, identity: str) -> None:
    migrations = get_migrations(manifest)
    total = count_migrations() + sum(part.startswith(ROWS) for part in manifest.parts)
    # SQLite's tables can be changed in a transaction only while it does not look at references;
    # all are looked at in the end.
    connection.disable_constraint_checking()
    try:
        with show_progress(total, "Tables") as advance, transaction.atomic(durable=True):
            migrate_to(migrations, advance)
            tables = list_tables(migrations)
            empty_tables(tables)
            _load_rows(path, manifest, identity, tables, advance)
            check_deferred()
            migrate_to_present(advance)
            connection.check_constraints()
            note_filled()
    except OperationalError:
        raise
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        raise BackupError(f"The database refuses what is in the backup: {reason}.") from error
    finally:
        connection.enable_constraint_checking()


def _load_rows(
    path: Path,
    manifest: Manifest,
    identity: str,
    tables: list[StoredTable],
    advance: Progress,
) -> None:
    models = {f"{ROWS}{table.label}.jsonl.gz": table.model for table in tables}
    with read_archive(path, identity) as parts:
        for part, content in parts:
            if not part.startswith(ROWS):
                continue
            facts, model = manifest.parts[part], models.pop(part, None)
            if model is None:
                raise BackupError(f"This version has no table for {part}.")
            if load_rows(model, content) != facts["rows"]:
                raise BackupError(f"{part} has another number of rows than its manifest says.")
            set_sequence(model, facts["last"])
            advance()
    if models:
        raise BackupError(f"The backup lacks tables: {', '.join(models)}.")


def _do_what_follows() -> None:
    """Do what comes after rows were written: Django's own rows, caches, what was left out."""
    # Nothing is left to migrate: this sends the signal at which apps make the rows they need.
    call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
    steps = list_steps()
    with show_progress(len(steps), "Search, cache") as advance:
        for step in steps:
            step()
            advance()
    end_restore()


def _list_superfluous(manifest: Manifest) -> set[str]:
    return set(manifest.details["superfluous"])


def _has_same_key(manifest: Manifest) -> bool:
    number, digest = manifest.header["id"], manifest.header["secret_key"]
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(make_key_digest(number, str(key)) == digest for key in keys)
