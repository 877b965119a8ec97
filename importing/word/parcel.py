"""Zip file of an uploaded Word document, which waits for its owner.

It is written and read by Bantin alone, so that the second step of the import need not open the
uploaded file once more.
"""

import json
import zipfile
from io import BytesIO
from typing import IO, Any

from content.files.images import EncodedImage
from importing.html.losses import count_losses
from importing.word.reader import WordDocument, WordPicture

_HEAD = "document.json"


def pack_document(document: WordDocument) -> bytes:
    """Return a document as the bytes of a zip."""
    head = {
        "name": document.name,
        "html": document.html,
        "losses": document.losses,
        "pictures": [
            {"alt": one.alt, "sizes": [_describe(one.picture), _describe(one.thumbnail)]}
            for one in document.pictures
        ],
    }
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_HEAD, json.dumps(head))
        for number, one in enumerate(document.pictures):
            for kind, image in enumerate((one.picture, one.thumbnail)):
                archive.writestr(f"{number}.{kind}", image.content, zipfile.ZIP_STORED)
    return written.getvalue()


def unpack_document(file: IO[bytes]) -> WordDocument:
    """Return the document in a file that ``pack_document`` has written."""
    with zipfile.ZipFile(file) as archive:
        head = json.loads(archive.read(_HEAD))
        pictures = []
        for number, row in enumerate(head["pictures"]):
            picture, thumbnail = (
                EncodedImage(name, width, height, archive.read(f"{number}.{kind}"))
                for kind, (name, width, height) in enumerate(row["sizes"])
            )
            pictures.append(WordPicture(picture, thumbnail, row["alt"]))
    losses = count_losses(head["losses"].items())
    return WordDocument(head["name"], head["html"], tuple(pictures), losses)


def _describe(image: EncodedImage) -> tuple[Any, ...]:
    return image.format, image.width, image.height
