"""The files that rows name, in the storage of uploaded files, whatever that is."""

import tempfile

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import models

from ops.backup.archive import ArchiveWriter
from ops.backup.errors import BackupError
from ops.backup.schema import StoredTable
from ops.backup.streams import Readable

FOLDER = "files/"
_BLOCK = 1024 * 1024

# Fields of text that hold the name of a file, as ``label.field``; see ``register_file_name``.
_names_in_text: set[str] = set()


def register_file_name(label: str, field: str) -> None:
    """Declare that a field of text holds the name of a stored file, or nothing.

    ``label`` is that of a model, such as ``channels.BulletinRecording``.
    """
    _names_in_text.add(f"{label.lower()}.{field}")


def list_file_columns(table: StoredTable) -> list[str]:
    """Return the columns of a table that hold names of stored files."""
    return [
        str(field.column)
        for field in table.model._meta.local_concrete_fields
        if isinstance(field, models.FileField) or f"{table.label}.{field.name}" in _names_in_text
    ]


def add_file(writer: ArchiveWriter, name: str) -> bool:
    """Write a stored file into an archive; return whether the storage has it.

    Raises OSError if it has it and cannot be read.
    """
    try:
        with default_storage.open(name, "rb") as file:
            writer.add(f"{FOLDER}{name}", file.size, file)
    except FileNotFoundError:
        return False
    return True


def store_file(name: str, content: Readable) -> None:
    """Put a file of an archive into the storage under its own name.

    A torn one of that name, which an earlier attempt has left, is replaced. Raises BackupError if
    the storage does not take the name, OSError, with the name of a file, if it cannot be written.
    """
    if default_storage.exists(name):
        default_storage.delete(name)
    try:
        with tempfile.SpooledTemporaryFile(max_size=8 * _BLOCK) as whole:
            while block := content.read(_BLOCK):
                whole.write(block)
            whole.seek(0)
            stored = default_storage.save(name, File(whole, name))
    except OSError as error:
        # One of writing names no file.
        error.filename = error.filename or name
        raise
    if stored != name:
        default_storage.delete(stored)
        raise BackupError(f"The storage of files does not take the name {name}.")


def list_stored(folder: str = "", most: int = 3) -> list[str]:
    """Return the first names of files in the storage, ``most`` at most; empty if there is none."""
    found: list[str] = []
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return found
    found += (f"{folder}{name}" for name in sorted(files))
    for name in sorted(folders):
        if len(found) < most:
            found += list_stored(f"{folder}{name}/", most - len(found))
    return found[:most]
