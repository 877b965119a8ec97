"""Handler of uploads that are too large for the memory, on a disk that may be full."""

from contextlib import suppress
from typing import Any

from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest

# Attribute of a request: names of uploads that no temporary file had room for, by form field.
_ATTRIBUTE = "uploads_without_room"


class TemporaryFileHandler(TemporaryFileUploadHandler):
    """Write an upload to a temporary file; leave it out, and its file, where there is no room.

    The rest of the form is received all the same, so that the form can say why the file is
    missing (``sites.middleware.uploads``). Django's own handler would raise OSError.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            raise self._leave_out() from error

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            super().receive_data_chunk(raw_data, start)
            # What waits in a buffer would fail later, where the parser of forms does not expect it.
            self.file.file.flush()  # type: ignore[union-attr]
        except OSError as error:
            raise self._leave_out() from error

    def _leave_out(self) -> SkipFile:
        with suppress(OSError, AttributeError):
            # Closed here, because it fails once more, and the parser closes it too.
            self.file.close()
        get_uploads_without_room(self.request)[self.field_name or ""] = self.file_name or ""
        return SkipFile()


def get_uploads_without_room(request: HttpRequest | None) -> dict[str, str]:
    """Return the names of a request's uploads that were left out for want of room, by field."""
    return request.__dict__.setdefault(_ATTRIBUTE, {}) if request is not None else {}
