"""Signatures of files by OpenSSH keys of the kind Ed25519.

A signature lies beside its file, under the same name and ``.sig``. It has the form of ``ssh-keygen
-Y sign`` (PROTOCOL.sshsig of OpenSSH), so the programs of OpenSSH make and check it as well. It is
over the SHA-512 of all bytes of the file.
"""

import base64
import binascii
import hashlib
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_ssh_private_key,
    load_ssh_public_key,
)

from ops.backup.errors import BackupError

SUFFIX = ".sig"
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_MAGIC = b"SSHSIG"
_KIND = b"ssh-ed25519"
_HASH = b"sha512"
_LINE = 70
_SIGNATURE_BYTES = 64
# Of a signature file, which has about 300.
_MAX_LENGTH = 4096


@dataclass(frozen=True)
class Sender:
    """A key whose signatures are accepted, and the name that its line gives it."""

    name: str
    key: Ed25519PublicKey

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the key, as ``ssh-keygen -l`` writes it."""
        return _get_fingerprint(_get_blob(self.key))

    def __str__(self) -> str:
        return f"{self.name} ({self.fingerprint})"


def read_senders(lines: Iterable[str]) -> list[Sender]:
    """Return the senders of public keys as ``ssh-keygen`` writes them: kind, key, name.

    Raises BackupError for a line that is no such key.
    """
    return [_read_sender(line) for line in lines]


def load_signing_key(path: Path) -> Ed25519PrivateKey:
    """Return the private key in a file of ``ssh-keygen -t ed25519``, which has no passphrase.

    Raises BackupError if it is another kind of key, OSError if the file cannot be read.
    """
    try:
        key = load_ssh_private_key(path.read_bytes(), password=None)
    except (TypeError, ValueError, UnsupportedAlgorithm) as error:
        raise BackupError(f"{path} is no private key without a passphrase ({error}).") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BackupError(f"{path} is no key of the kind Ed25519 (ssh-keygen -t ed25519).")
    return key


def sign_file(path: Path, key: Ed25519PrivateKey, namespace: str) -> Path:
    """Write the signature of a file beside it, and return where.

    ``namespace``: what the signature is for. Raises OSError if it cannot be written.
    """
    signature = key.sign(_get_message(path, namespace))
    content = _get_head(_get_blob(key.public_key()), namespace) + signature
    text = base64.b64encode(content).decode()
    lines = [text[place : place + _LINE] for place in range(0, len(text), _LINE)]
    target = get_signature_path(path)
    target.write_text("\n".join([_BEGIN, *lines, _END, ""]), encoding="ascii")
    return target


def check_signature(path: Path, senders: Iterable[Sender], namespace: str) -> Sender:
    """Return which of the senders has signed a file. Nothing of the file is interpreted.

    Raises BackupError if it has no signature, another's, or other bytes than were signed; OSError
    if it cannot be read.
    """
    content = _read_signature(path)
    for sender in senders:
        if content[:-_SIGNATURE_BYTES] == _get_head(_get_blob(sender.key), namespace):
            try:
                sender.key.verify(content[-_SIGNATURE_BYTES:], _get_message(path, namespace))
            except InvalidSignature:
                raise BackupError(
                    f"{path} is not the file that {sender} has signed: it was changed since."
                ) from None
            return sender
    raise BackupError(
        f"{get_signature_path(path)} is by nobody whose key was chosen here: {_name_key(content)}."
    )


def get_signature_path(path: Path) -> Path:
    """Return where the signature of a file lies."""
    return path.with_name(f"{path.name}{SUFFIX}")


def _read_sender(line: str) -> Sender:
    try:
        key = load_ssh_public_key(line.encode())
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise BackupError(
            f"“{line}” is no public key of the kind Ed25519 (ssh-ed25519 AAAA… name)."
        )
    _kind, _key, *name = line.split(maxsplit=2)
    return Sender(name[0].strip() if name else "?", key)


def _read_signature(path: Path) -> bytes:
    place = get_signature_path(path)
    try:
        with place.open("rb") as file:
            lines = file.read(_MAX_LENGTH).decode("ascii").split()
    except FileNotFoundError:
        raise BackupError(f"{path} is not signed: there is no {place.name} beside it.") from None
    except UnicodeDecodeError:
        lines = []
    text = " ".join(lines)
    if not (text.startswith(_BEGIN) and text.endswith(_END)):
        raise BackupError(f"{place} is no signature.")
    try:
        body = text.removeprefix(_BEGIN).removesuffix(_END).replace(" ", "")
        return base64.b64decode(body, validate=True)
    except binascii.Error:
        raise BackupError(f"{place} is no signature.") from None


def _get_message(path: Path, namespace: str) -> bytes:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha512").digest()
    return _MAGIC + b"".join(map(_pack, (namespace.encode(), b"", _HASH, digest)))


def _get_head(blob: bytes, namespace: str) -> bytes:
    """Return all of a signature but its last 64 bytes, which are the signature proper."""
    fields = b"".join(map(_pack, (blob, namespace.encode(), b"", _HASH)))
    proper = _pack(_KIND) + struct.pack(">I", _SIGNATURE_BYTES)
    whole = struct.pack(">I", len(proper) + _SIGNATURE_BYTES) + proper
    return _MAGIC + struct.pack(">I", 1) + fields + whole


def _get_blob(key: Ed25519PublicKey) -> bytes:
    return _pack(_KIND) + _pack(key.public_bytes(Encoding.Raw, PublicFormat.Raw))


def _pack(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _name_key(content: bytes) -> str:
    """Return the fingerprint of the key that a signature names, for who wants to choose it."""
    start = len(_MAGIC) + 4
    length = int.from_bytes(content[start : start + 4])
    blob = content[start + 4 : start + 4 + length]
    return _get_fingerprint(blob) if blob.startswith(_pack(_KIND)) else "it is of another kind"


def _get_fingerprint(blob: bytes) -> str:
    return f"SHA256:{base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip('=')}"
