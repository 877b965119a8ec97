"""The file of a backup: a tar archive of parts, and a manifest with the digest of each.

Parts come in the order in which they were written; ``bantin.json`` is the first and says what the
archive is, ``manifest.json`` and its digest are the last. An archive without them was cut off. It
is written and read as a stream, so that it can pass through ``age`` (https://age-encryption.org)
and needs no more memory than one block. docs/features/backup.md describes the format.
"""

import hashlib
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from fcntl import LOCK_EX, LOCK_NB, flock
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from ops.backup.encryption import decrypt, encrypt
from ops.backup.errors import BackupError
from ops.backup.streams import Readable, Writable

HEADER = "bantin.json"
MANIFEST = "manifest.json"
DIGEST = "manifest.sha256"
FORMAT = 1
_BLOCK = 1024 * 1024
# Of the two parts in JSON, which are read into memory.
_MAX_JSON = 512 * 1024 * 1024


@dataclass
class Manifest:
    """What an archive holds: ``header`` as in its first part, and digest and size of each part.

    ``details`` are further facts, such as numbers of rows.
    """

    header: dict[str, Any]
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)


class ArchiveWriter:
    """Writes the parts of an archive, and at the end its manifest."""

    def __init__(self, stream: Writable, header: dict[str, Any]) -> None:
        # Closed by ``close``, and by nothing else: an archive without its end was cut off.
        self._tar = tarfile.open(  # type: ignore[call-overload]  # noqa: SIM115
            fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT
        )
        self.manifest = Manifest(header={"format": FORMAT} | header)
        self._add_json(HEADER, self.manifest.header)

    def add(self, name: str, size: int, content: IO[bytes], **facts: object) -> None:
        """Write a part of ``size`` bytes; ``facts`` are kept with its digest.

        Raises OSError if the content ends earlier or cannot be written.
        """
        reader = _DigestReader(content)
        self._tar.addfile(_describe(name, size), reader)
        digest = reader.digest.hexdigest()
        self.manifest.parts[name] = {"size": size, "sha256": digest} | facts

    def close(self) -> None:
        """Write the manifest and its digest, and end the archive."""
        manifest = self.manifest
        content = {"header": manifest.header, "parts": manifest.parts, **manifest.details}
        digest = self._add_json(MANIFEST, content)
        self._add_json(DIGEST, {"sha256": digest})
        self._tar.close()

    def abandon(self) -> None:
        """Write no more; what is there is not whole and will be deleted."""
        with suppress(OSError, ValueError):
            self._tar.close()

    def _add_json(self, name: str, content: object) -> str:
        data = json.dumps(content, ensure_ascii=False, indent=1).encode()
        self._tar.addfile(_describe(name, len(data)), BytesIO(data))
        return hashlib.sha256(data).hexdigest()


@contextmanager
def write_archive(path: Path, header: dict[str, Any], recipient: str) -> Iterator[ArchiveWriter]:
    """Give a writer of the archive ``path``, which appears there whole at the end of the block.

    ``recipient``: whom the archive is encrypted for, as ``age -r`` takes it; empty: for nobody.
    Until the end it is beside the path, under its name and ``.part``, and readable for its owner
    only. If the block fails nothing stays. Raises BackupError if there is a file at the path or
    another process writes it, OSError if it cannot be written.
    """
    _check_free(path)
    part = path.with_name(f"{path.name}.part")
    with _open_locked(part) as file:
        try:
            # Whoever had the lock may have ended.
            _check_free(path)
            file.truncate(0)
            with encrypt(file, recipient) if recipient else _as_it_is(file) as stream:
                writer = ArchiveWriter(stream, header)
                try:
                    yield writer
                    writer.close()
                except BaseException:
                    writer.abandon()
                    raise
            file.flush()
            os.fsync(file.fileno())
            _check_free(path)
            part.rename(path)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise


def _open_locked(part: Path) -> IO[bytes]:
    """Open the file ``part`` for writing, made if there is none, and lock it for this process.

    Raises BackupError if another process has locked it.
    """
    while True:
        file = open(os.open(part, os.O_RDWR | os.O_CREAT, 0o600), "wb")  # noqa: SIM115
        try:
            flock(file, LOCK_EX | LOCK_NB)
            if _is_at(file, part):
                return file
        except BlockingIOError:
            file.close()
            raise BackupError(f"Another process is writing {part.with_suffix('')}.") from None
        # Whoever had the lock has given this file its name since, or deleted it.
        file.close()


def _is_at(file: IO[bytes], path: Path) -> bool:
    """Return whether an open file is the one that has the path now."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


@contextmanager
def read_archive(path: Path, identity: str = "") -> Iterator[Iterator[tuple[str, Readable]]]:
    """Give the parts of an archive, name and content, each to be read before the next.

    ``identity``: file with the key, if the archive is encrypted. Raises BackupError if the file is
    no archive of this kind or is damaged; what goes wrong in the block itself is raised as it is.
    """
    with ExitStack() as opened:
        with _convert_errors(path):
            # age reads from the file itself, which must stand where the last read ended.
            file = opened.enter_context(path.open("rb", buffering=0))
            stream = opened.enter_context(decrypt(file, identity))
            tar = opened.enter_context(tarfile.open(fileobj=stream, mode="r|"))
        yield _iter_parts(path, tar)


def verify_archive(path: Path, kind: str, identity: str = "") -> Manifest:
    """Read an archive from beginning to end and return its manifest.

    ``kind``: what it must be, as in its header. Raises BackupError if a part is missing, is not
    named in the manifest or is not what the manifest says, or if the format is newer.
    """
    found: dict[str, dict[str, Any]] = {}
    header: dict[str, Any] | None = None
    closing: dict[str, Any] = {}
    digests: list[str] = []
    with read_archive(path, identity) as parts:
        for name, content in parts:
            if header is None:
                header = _read_header(path, name, content, kind)
            elif name == MANIFEST:
                reader = _DigestReader(content)
                closing = _read_json(path, reader)
                digests.append(reader.digest.hexdigest())
            elif name == DIGEST:
                digests.append(_read_json(path, content).get("sha256", ""))
            elif name in found:
                raise BackupError(f"{path} is damaged: it has {name} twice.")
            else:
                found[name] = _measure(content)
    if header is None:
        raise BackupError(f"{path} is no backup.")
    if len(digests) < 2:  # noqa: PLR2004
        raise BackupError(f"{path} was cut off: its end is missing.")
    if digests[0] != digests[1] or closing.pop("header", None) != header:
        raise BackupError(f"{path} is damaged: what describes it is not what was written.")
    parts = closing.pop("parts", {})
    if not isinstance(parts, dict) or not all(isinstance(one, dict) for one in parts.values()):
        raise BackupError(f"{path} is damaged: its list of parts has another form.")
    manifest = Manifest(header=header, parts=parts, details=closing)
    _compare(path, manifest.parts, found)
    return manifest


def _compare(
    path: Path, expected: dict[str, dict[str, Any]], found: dict[str, dict[str, Any]]
) -> None:
    wrong = [name for name in expected if name not in found]
    if wrong:
        raise BackupError(f"{path} is damaged: it lacks {', '.join(wrong[:5])}.")
    for name, facts in found.items():
        known = expected.get(name)
        if known is None:
            raise BackupError(f"{path} is damaged: its manifest does not know {name}.")
        if (known.get("sha256"), known.get("size")) != (facts["sha256"], facts["size"]):
            raise BackupError(f"{path} is damaged: {name} is not what was written.")


def _read_header(path: Path, name: str, content: Readable, kind: str) -> dict[str, Any]:
    if name != HEADER:
        raise BackupError(f"{path} is no backup.")
    header = _read_json(path, content)
    if header.get("kind") != kind:
        raise BackupError(f"{path} is not of the kind “{kind}” but “{header.get('kind')}”.")
    number = header.get("format", 0)
    if type(number) is not int:
        raise BackupError(f"{path} is damaged: its format {number} is no number.")
    if number > FORMAT:
        version = header.get("version")
        raise BackupError(f"{path} was written by a newer version of Bantin, {version}.")
    return header


def _read_json(path: Path, content: Readable) -> dict[str, Any]:
    try:
        found = json.loads(content.read(_MAX_JSON))
    except (RecursionError, ValueError) as error:
        raise BackupError(f"{path} is damaged: what describes it cannot be read.") from error
    if not isinstance(found, dict):
        raise BackupError(f"{path} is damaged: what describes it has another form.")
    return found


def _iter_parts(path: Path, tar: tarfile.TarFile) -> Iterator[tuple[str, Readable]]:
    # What is raised where the parts are read does not come here: this is no context manager.
    with _convert_errors(path):
        for member in tar:
            # A sparse file of a few bytes has any number of zeros.
            content = None if member.issparse() else tar.extractfile(member)
            if content is None:
                raise BackupError(
                    f"There is something else than files in the backup: {member.name}."
                )
            yield member.name, _PartReader(path, content)


@contextmanager
def _convert_errors(path: Path) -> Iterator[None]:
    """Convert what goes wrong with reading the archive ``path`` to BackupError.

    The block must do nothing but read it.
    """
    try:
        yield
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(f"{path} is no backup, or it is damaged ({error}).") from error
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror or error}.") from error


def _measure(content: Readable) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    while block := content.read(_BLOCK):
        digest.update(block)
        size += len(block)
    return {"sha256": digest.hexdigest(), "size": size}


def _describe(name: str, size: int) -> tarfile.TarInfo:
    described = tarfile.TarInfo(name)
    described.size = size
    described.mode = 0o600
    return described


def _check_free(path: Path) -> None:
    if path.exists():
        raise BackupError(f"There is a file {path} already; backups are never written over.")


@contextmanager
def _as_it_is(file: IO[bytes]) -> Iterator[IO[bytes]]:
    yield file


class _PartReader:
    """Reads on in a part of the archive ``path``; raises BackupError where it cannot."""

    def __init__(self, path: Path, content: IO[bytes]) -> None:
        self._path = path
        self._content = content

    def read(self, size: int = -1, /) -> bytes:
        with _convert_errors(self._path):
            return self._content.read(size)


class _DigestReader:
    """Reads on, and works out the SHA-256 of what was read."""

    def __init__(self, content: Readable) -> None:
        self._content = content
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._content.read(size)
        self.digest.update(block)
        return block
