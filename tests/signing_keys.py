"""Keys of the kind Ed25519 for tests, as ``ssh-keygen`` writes them."""

from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)


class Key(NamedTuple):
    """The file of a private key, and the line of its public key."""

    private: Path
    public: str


def make_key(folder: Path, name: str) -> Key:
    """Write a new private key into a folder, and return both."""
    key = Ed25519PrivateKey.generate()
    file = folder / name
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    line = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    return Key(file, f"{line} {name}")
