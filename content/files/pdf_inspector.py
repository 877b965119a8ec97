"""Active content of PDF files; a part of ``content.files.document_inspector``."""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO

# Bytes of one object stream.
MAX_OBJECT_BYTES = 1024**2
# ISO 32000-1: 12.6.4.16, 12.6.4.5, 7.11.4, and the multimedia of 13.
PDF_NAMES = {
    b"/JavaScript": "script",
    b"/Launch": "program",
    b"/EmbeddedFile": "attachment",
    b"/RichMedia": "program",
    # XFA forms, of an older kind, have their scripts in packed XML (12.7.8).
    b"/XFA": "script",
}
PDF_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")


def inspect_pdf(content: bytes, *, is_whole: bool) -> set[str]:
    """Find active content of a PDF in its bytes, and as PDFium unpacks them.

    A PDF inside a zip (not ``is_whole``) is opened with PDFium only if an object stream could not
    be unpacked, because a zip may hold hundreds.
    """
    plain = unescape_names(content)
    objects = list(iter_unpacked_objects(content))
    written = [plain, *objects]
    if is_whole or len(objects) < plain.count(b"/ObjStm"):
        saved = unpack_pdf(content)
        if saved is None and b"/Encrypt" in plain:
            return {"locked"}
        if saved is None and not is_whole:
            return {"unread"}
        written.append(saved or b"")
    return find_active_names(written)


def unescape_names(content: bytes) -> bytes:
    """Replace ``#xx`` escapes in names by their characters (ISO 32000-1, 7.3.5)."""
    return PDF_ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), content)


def iter_unpacked_objects(content: bytes) -> Iterator[bytes]:
    """Yield the unpacked content of the object streams of a PDF (ISO 32000-1, 7.5.7)."""
    for stream in re.finditer(rb"stream\r?\n", content):
        if b"/ObjStm" in unescape_names(content[max(stream.start() - 500, 0) : stream.start()]):
            packed = content[stream.end() : stream.end() + MAX_OBJECT_BYTES]
            unpacking = zlib.decompressobj()
            try:
                unpacked = unpacking.decompress(packed, MAX_OBJECT_BYTES)
            except zlib.error:
                continue
            if unpacking.eof:
                yield unescape_names(unpacked)


def find_active_names(texts: list[bytes]) -> set[str]:
    """Return the kinds of active content whose names occur in any of the texts."""
    return {what for name, what in PDF_NAMES.items() if any(name in text for text in texts)}


def unpack_pdf(content: bytes) -> bytes | None:
    """Return a PDF rewritten without compression and password, None if it cannot be read."""
    import pypdfium2  # noqa: PLC0415, not every document needs it
    from pypdfium2 import raw  # noqa: PLC0415

    try:
        document = pypdfium2.PdfDocument(content)
        output = BytesIO()
        document.save(output, flags=raw.FPDF_NO_INCREMENTAL | raw.FPDF_REMOVE_SECURITY)
    except pypdfium2.PdfiumError:
        return None
    return output.getvalue()
