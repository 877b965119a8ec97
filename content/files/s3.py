"""Uploaded files on a server that speaks S3, by django-storages.

Nobody outside ever hears of the server: a file's URL is a path of the product, which reads the
file after it has checked who asks. Configured by ``MEDIA_STORAGE`` (docs/runbook.md).
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urljoin

from boto3.s3.transfer import TransferConfig
from botocore.client import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

from content.files.storages import PIECE, StorageReadError, StorageWriteError

# Bytes of a file that is read before it goes to a temporary file.
_IN_MEMORY = 4 * 1024 * 1024
# A page never waits for the storage; a file, or an editor, does so for this long.
_CLIENT = Config(
    connect_timeout=3,
    read_timeout=10,
    retries={"total_max_attempts": 2, "mode": "standard"},
    signature_version="s3v4",
    s3={"addressing_style": "path"},
    # Other servers than Amazon's need not know the newer checksums.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)
_ERRORS = (BotoCoreError, ClientError)
_MISSING = {"404", "NoSuchKey", "NotFound"}


class S3MediaStorage(S3Storage):
    """Bucket of files that only the product reads; see ``content.files.storages``."""

    def get_default_settings(self) -> dict[str, Any]:
        """Return django-storages' settings: private files, none overwritten, short waits."""
        return super().get_default_settings() | {
            "client_config": _CLIENT,
            "default_acl": None,
            "file_overwrite": False,
            "querystring_auth": False,
            "transfer_config": TransferConfig(use_threads=False),
            # boto3 has authorities of its own, and does not ask OpenSSL's variable by itself.
            "verify": os.environ.get("SSL_CERT_FILE") or None,
        }

    def url(self, name: str, *args: object, **options: object) -> str:
        """Return the path at which the product serves a file, as it is without S3."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name) or "")

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Return a name that no file has, for one that is to be stored."""
        try:
            return str(super().get_available_name(name, max_length))
        except StorageReadError as error:
            raise StorageWriteError(str(error)) from error

    def exists(self, name: str) -> bool:
        try:
            return bool(super().exists(name))
        except _ERRORS as error:
            raise _make_read_error(name, error) from error

    def size(self, name: str) -> int:
        try:
            return int(super().size(name))
        except _ERRORS as error:
            raise _make_read_error(name, error) from error

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        try:
            folders, files = super().listdir(name)
        except _ERRORS as error:
            raise _make_read_error(name, error) from error
        return folders, files

    def delete(self, name: str) -> None:
        try:
            super().delete(name)
        except _ERRORS as error:
            raise StorageWriteError(f"{name} cannot be deleted: {error}") from error

    def check_room(self, size: int) -> None:
        """Do nothing: how much room there is, such a server does not say."""

    def delete_abandoned_parts(self, before: float) -> int:
        """Return 0: what is not finished, such a server does not keep."""
        return 0

    def read_range(self, name: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Return the bytes of a file from ``start`` up to ``stop`` (or its end), in pieces.

        Raises FileNotFoundError at once if there is no such file, StorageReadError if the server
        does not answer.
        """
        last = "" if stop is None else stop - 1
        options = {"Range": f"bytes={start}-{last}"} if start or stop is not None else {}
        try:
            body = self._get_object(name).get(**options)["Body"]
        except _ERRORS as error:
            raise _make_read_error(name, error) from error
        return _iter_body(body)

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("Files on S3 are read, and saved as a whole.")
        content = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115, the file's owner closes it
        try:
            self._get_object(name).download_fileobj(content)
        except _ERRORS as error:
            raise _make_read_error(name, error) from error
        content.seek(0)
        return File(content, name)

    def _save(self, name: str, content: File) -> str:
        try:
            return str(super()._save(name, content))
        except _ERRORS as error:
            raise StorageWriteError(f"{name} cannot be stored: {error}") from error

    def _get_object(self, name: str) -> Any:
        # Not ``self.bucket``, which threads share.
        return self.connection.Object(self.bucket_name, self._normalize_name(name))


def _iter_body(body: Any) -> Iterator[bytes]:
    with closing(body):
        yield from body.iter_chunks(PIECE)


def _make_read_error(name: str, error: Exception) -> OSError:
    code = error.response.get("Error", {}).get("Code") if isinstance(error, ClientError) else ""
    if code in _MISSING:
        return FileNotFoundError(f"{name} is not in the storage.")
    return StorageReadError(f"{name} cannot be read: {error}")
