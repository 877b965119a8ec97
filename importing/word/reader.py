"""Reading of uploaded Word documents: what they hold, or why they are refused.

Documents are unpacked and converted in a process of their own (``content.files.word_reader``), and
their pictures written anew as all others are. This module knows no page and no bulletin.
"""

import json
import time
from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from content.files import validation
from content.files.doors import check_file_size
from content.files.examined import ExaminedUpload
from content.files.images import EncodedImage, re_encode_image
from content.files.processes import Limits, ReaderError, TooMuchWorkError, run_limited
from importing.html.limits import is_readable
from importing.html.losses import Losses, LossKind, count_losses

# Bytes, as of any other document.
MAX_BYTES = 20 * 1024 * 1024
MAX_IMAGES = 20
# The person waits for the pictures; those that come later are said to be missing.
IMAGE_SECONDS = 20
# A decree of a hundred pages takes two seconds.
LIMITS = Limits(cpu=12, clock=25, memory=900 * 1024**2, output=60 * 1024**2, nice=2)
_TOO_LARGE, _NO_DOCUMENT = 4, 5
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The name of the stream with an encrypted document ([MS-OFFCRYPTO], 1.3.1), in UTF-16.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class WordImage:
    """A picture of a document, written anew, with its thumbnail.

    ``alt``: what the document says that it shows; often empty.
    """

    image: EncodedImage
    thumbnail: EncodedImage
    alt: str


@dataclass(frozen=True)
class WordDocument:
    """What a document holds.

    ``html``: its text, untrusted; ``picture-0`` in it is the first of ``images``.
    """

    name: str
    html: str
    images: tuple[WordImage, ...]
    losses: Losses


class ExaminedWord(ExaminedUpload):
    """An accepted upload of a Word document, with what it holds."""

    def __init__(self, upload: UploadedFile, document: WordDocument) -> None:
        super().__init__(upload)
        self.document = document


def examine_word(upload: UploadedFile) -> ExaminedWord:
    """Return an uploaded Word document with what it holds.

    Raises ValidationError with one sentence for the person if it is too large, empty, of another
    format, encrypted, damaged, or holds what may run when it is opened.
    """
    check_file_size(upload, MAX_BYTES)
    name = PurePath(upload.name or "").name
    upload.seek(0)
    content = upload.read()
    upload.seek(0)
    _check_format(name, content)
    is_refused = False
    try:
        validation.check_document(upload, name, refuse_active=True)
    except ValidationError as error:
        if error.code == "active":
            message = _(
                "“%(name)s” holds macros, packed files or something else that runs by itself. "
                "Save it in Word as a document (.docx) without them, and try again."
            )
            raise _refuse(message, name, "active") from error
        if error.code == "too_much_work":
            raise
        # Its reader says better what is wrong.
        is_refused = True
    document = _read(name, content)
    if is_refused:
        raise _refuse_damaged(name)
    upload.seek(0)
    return ExaminedWord(upload, document)


def _check_format(name: str, content: bytes) -> None:
    suffix = validation.get_suffix(name)
    if not content:
        raise _refuse(_("“%(name)s” is empty. Choose the file once more."), name, "empty")
    if content.startswith(_OLE) and _ENCRYPTED in content:
        message = _(
            "“%(name)s” is protected by a password. Take the password off in Word, save it, and "
            "try again."
        )
        raise _refuse(message, name, "encrypted")
    if suffix == "doc" or content.startswith(_OLE):
        message = _(
            "“%(name)s” is of an older Word. Open it in Word, save it as a document (.docx), and "
            "try again."
        )
        raise _refuse(message, name, "old_word")
    if suffix in {"docm", "dotm"}:
        message = _(
            "“%(name)s” holds macros. Save it in Word as a document (.docx) without them, and try "
            "again."
        )
        raise _refuse(message, name, "active")
    if suffix != "docx":
        message = _("“%(name)s” is no Word document. Choose a file that ends with .docx.")
        raise _refuse(message, name, "not_word")
    if not content.startswith(b"PK"):
        raise _refuse_damaged(name)


def _read(name: str, content: bytes) -> WordDocument:
    arguments = (str(MAX_IMAGES), str(settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE))
    try:
        answer = run_limited("word_reader.py", *arguments, content=content, limits=LIMITS)
        html, losses, found = _parse_answer(answer)
    except TooMuchWorkError as error:
        raise _refuse_large(name) from error
    except ReaderError as error:
        if error.code == _TOO_LARGE:
            raise _refuse_large(name) from error
        raise _refuse_damaged(name) from error
    if not is_readable(html):
        raise _refuse_large(name)
    return _rewrite_images(name, html, losses, found)


def _parse_answer(answer: bytes) -> tuple[str, Losses, list[tuple[str, bytes]]]:
    """Parse the reader's answer, which is as untrusted as the file. Raises ReaderError."""
    line, _newline, bodies = answer.partition(b"\n")
    try:
        head = json.loads(line)
        html = str(head["html"])
        losses = count_losses((str(key), int(number)) for key, number in head["losses"].items())
        rows = [(str(row["alt"]), int(row["length"])) for row in head["pictures"]]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ReaderError from error
    if len(rows) > MAX_IMAGES or sum(length for _alt, length in rows) != len(bodies):
        raise ReaderError
    found = []
    for alt, length in rows:
        if length < 0:
            raise ReaderError
        found.append((alt, bodies[:length]))
        bodies = bodies[length:]
    return html, losses, found


def _rewrite_images(
    name: str, html: str, losses: Losses, found: list[tuple[str, bytes]]
) -> WordDocument:
    until = time.monotonic() + IMAGE_SECONDS
    losses = Counter(losses)
    images: list[WordImage] = []
    for number, (alt, body) in enumerate(found):
        place, kept = f'src="picture-{number}"', ""
        if time.monotonic() > until:
            # Its place counts as a missing picture.
            html = html.replace(place, 'src="late"')
            continue
        try:
            image = re_encode_image(BytesIO(body), f"{number}")
        except ValidationError:
            losses[LossKind.UNUSABLE_PICTURE] += 1
        else:
            kept = f'src="picture-{len(images)}"'
            images.append(WordImage(image.image, image.thumbnail, " ".join(alt.split())))
        html = html.replace(place, kept or 'src=""')
    return WordDocument(name, html, tuple(images), losses)


def _refuse(message: str, name: str, code: str) -> ValidationError:
    return ValidationError(message % {"name": name}, code=code)


def _refuse_damaged(name: str) -> ValidationError:
    message = _(
        "“%(name)s” is damaged, or no Word document whatever its name says. Open it in Word, save "
        "it anew, and try again."
    )
    return _refuse(message, name, "damaged")


def _refuse_large(name: str) -> ValidationError:
    message = _(
        "“%(name)s” is too large once it is unpacked. Divide it, or offer it as a file to download."
    )
    return _refuse(message, name, "too_large")
