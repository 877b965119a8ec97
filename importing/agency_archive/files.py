"""Pictures and documents in the file of an agency, examined like uploads.

They are stored under new names. A refused one is left out with its row, and what referred to it
loses the reference.
"""

from pathlib import Path, PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils import translation
from wagtail.utils.file import hash_filelike

from content.files import scanner
from content.files.doors import examine_document, examine_image
from content.files.examined import ExaminedUpload, RewrittenUpload
from content.models import CustomDocument, CustomImage
from importing.agency_archive.values import Model, Record
from ops.backup.archive import read_archive
from ops.backup.files import FOLDER
from ops.backup.streams import Readable

_BLOCK = 1024 * 1024
_EXAMINE: dict[Any, Any] = {CustomImage: examine_image, CustomDocument: examine_document}
_KINDS: dict[Model, str] = {CustomImage: "picture", CustomDocument: "document"}


class FileExaminer:
    """Examines the files that rows of pictures and documents name, and stores what passes.

    ``stored``: names of the files in the storage, for who has to take them away again. ``refused``:
    a sentence for each file that was left out.
    """

    def __init__(self, rows: dict[Model, list[Record]]) -> None:
        self.stored: list[str] = []
        self.refused: list[str] = []
        self._rows = rows

    def examine(self, path: Path, identity: str) -> None:
        """Read the files of an archive; afterwards the rows are those whose file is stored here.

        Raises BackupError if the archive cannot be read, OSError if a file cannot be stored.
        """
        waiting = {
            record["file"]: (model, record)
            for model in _EXAMINE
            for record in self._rows.get(model, [])
        }
        passed: list[Record] = []
        with read_archive(path, identity) as parts:
            for part, content in parts:
                found = waiting.pop(part.removeprefix(FOLDER), None)
                if found and part.startswith(FOLDER):
                    model, record = found
                    try:
                        record |= self._take(model, record, content)
                    except ValidationError as refusal:
                        self._refuse(model, record, " ".join(refusal.messages))
                        continue
                    except SuspiciousFileOperation:
                        self._refuse(model, record, "it has no name of a file.")
                        continue
                    passed.append(record)
        for model, record in waiting.values():
            self._refuse(model, record, "the archive does not have the file.")
        kept = {id(record) for record in passed}
        for model in _EXAMINE:
            if model in self._rows:
                self._rows[model] = [one for one in self._rows[model] if id(one) in kept]

    def _take(self, model: Any, record: Record, content: Readable) -> Record:
        """Return the values of a row for its examined file. Raises ValidationError."""
        name = PurePosixPath(record["file"]).name
        most = (
            settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
            if model is CustomImage
            else settings.WAGTAILDOCS_MAX_UPLOAD_SIZE
        )
        with SpooledTemporaryFile(max_size=8 * _BLOCK) as whole:
            size = _copy(content, whole, most + 1)
            upload = UploadedFile(whole, name, size=size)
            # Messages on the command line are in English.
            with translation.override("en"):
                scanner.scan(whole)
                examined = _EXAMINE[model](upload)
            return self._store(model, examined)

    def _store(self, model: Any, examined: UploadedFile) -> Record:
        field = model._meta.get_field("file")
        wanted = field.generate_filename(model(), examined.name)
        name = default_storage.save(wanted, examined, max_length=field.max_length)
        self.stored.append(name)
        values: Record = {
            "file": name,
            "file_size": examined.size,
            "file_hash": hash_filelike(examined),
        }
        if isinstance(examined, RewrittenUpload):
            values["width"], values["height"] = examined.dimensions
        if isinstance(examined, ExaminedUpload):
            values["has_macros"] = examined.has_macros
        return values

    def _refuse(self, model: Model, record: Record, reason: str) -> None:
        title = record["title"]
        self.refused.append(f"The {_KINDS[model]} “{title}” ({record['file']}): {reason}")


def _copy(content: Readable, target: IO[bytes], most: int) -> int:
    """Copy up to ``most`` bytes, and return how many: a longer file is refused by its size."""
    size = 0
    while size < most and (block := content.read(min(_BLOCK, most - size))):
        target.write(block)
        size += len(block)
    target.seek(0)
    return size
