"""Program that checks the document on standard input for its format and active content.

Run in a separate process by ``content.files.validation``; imports of Bantin only
what stands beside it. Arguments:
suffix, maximum unpacked bytes and entries of a zip. Writes JSON: whether the content ``fits`` the
suffix, whether it is a zip that ``is_damaged``, and what it ``holds`` that may run when opened
(``macro``, ``script``, ``program``, ``attachment``, ``remote``) or could not be inspected
(``locked``, ``unread``).
"""

import json
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO
from xml.parsers import expat

from content.files.field_commands import (
    EndOfFields,
    FieldReader,
    has_doc_command,
    has_rtf_command,
)
from content.files.pdf_inspector import inspect_pdf

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_RATIO = 200
# Bytes that are parsed of one XML part of an Office file.
MAX_XML_BYTES = 64 * 1024**2
CHUNK_BYTES = 64 * 1024
# Levels of documents within documents.
MAX_DEPTH = 3
OOXML = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
OPEN_DOCUMENT = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
# A stream in the files of each program ([MS-DOC] 2.1.1, [MS-XLS] 2.1.2, [MS-PPT] 2.1.1).
STREAMS = {
    "doc": {"worddocument"},
    "xls": {"workbook", "book"},
    "ppt": {"powerpoint document"},
}
MACRO_SUFFIXES = {
    ".docm", ".dotm", ".xlsm", ".xltm", ".xlam", ".xla", ".pptm", ".potm", ".ppsm", ".ppam", ".sldm"
}  # fmt: skip
# Files in a zip that Windows runs when a user opens them.
PROGRAM_SUFFIXES = {
    ".exe", ".com", ".scr", ".msi", ".dll", ".cpl", ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".js",
    ".jse", ".wsf", ".wsh", ".hta", ".lnk", ".url", ".jar", ".reg", ".iso", ".img", ".chm", ".xll",
    ".wll", ".slk", ".iqy", ".settingcontent-ms",
}  # fmt: skip
INSPECTED_SUFFIXES = {
    ".doc", ".dot", ".xls", ".xlt", ".ppt", ".pps", ".docx", ".dotx", ".xlsx", ".xltx", ".pptx",
    ".potx", ".ppsx", ".odt", ".ods", ".odp", ".ott", ".ots", ".otp", ".pdf", ".rtf", ".zip",
    ".xlsb", ".bin",
}  # fmt: skip
# Content types and relationships of parts of Office files (ISO/IEC 29500-1; [MS-OFFMACRO2]).
MACRO_TYPES = re.compile(r"macroEnabled|vbaProject|macrosheet|ms-word\.vbaData", re.I)
MACRO_RELATIONS = re.compile(r"/(vbaProject|xlMacrosheet|xlIntlMacrosheet|wordVbaData)$", re.I)
PROGRAM_TYPES = re.compile(r"activeX", re.I)
REMOTE_RELATIONS = re.compile(r"/(attachedTemplate|oleObject|frame|subDocument|package)$", re.I)
# The beginning of XML in any encoding: parts may have any name (ISO/IEC 29500-2, 9.1.1), so only
# their content tells whether they may have fields or links.
XML_HEAD = re.compile(rb"(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]*<")
# ISO/IEC 29500-2, 9.3.2.2: a target is a URI; Office also accepts Windows paths.
SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:")
DRIVE = re.compile(r"[a-z]:")
RTF_OBJECTS = re.compile(rb"\\obj(data|autlink|update|ocx|html)", re.I)
# Word fetches the template when it opens the document (RTF 1.9.1); characters may be escaped.
RTF_TEMPLATE = re.compile(rb"\\template\b([^{}]*)")
RTF_ESCAPE = re.compile(rb"\\(?:'|u-?[0-9])")
# A web page in one file (RFC 2557), which Word opens under any of its suffixes, may have macros.
MHTML = re.compile(rb"^mime-version:", re.I | re.M)
HEAD = 8192


def inspect_content(
    content: IO[bytes], suffix: str, most_bytes: int, most_entries: int
) -> dict[str, object]:
    """Return the answer that the module docstring describes."""
    bounds = (most_bytes, most_entries)
    holds: set[str] = set()
    fits = inspect_document(content, suffix, bounds, holds, 0)
    content.seek(0)
    is_damaged = not fits and content.read(2) == b"PK" and not zipfile.is_zipfile(content)
    return {"fits": fits, "is_damaged": is_damaged, "holds": sorted(holds)}


Bounds = tuple[int, int]


def inspect_document(
    content: IO[bytes], suffix: str, bounds: Bounds, holds: set[str], depth: int
) -> bool:
    """Add active content of a document to ``holds``; return whether it matches its suffix."""
    content.seek(0)
    head = content.read(HEAD)
    content.seek(0)
    # PDF readers accept the header anywhere in the first 1024 bytes (ISO 32000-1, annex H).
    if head.startswith(b"%PDF-") or (depth and b"%PDF-" in head[:1024]):
        holds |= inspect_pdf(content.read(), is_whole=depth == 0)
        return suffix == "pdf"
    if head.lstrip().startswith(b"{\\rt"):
        holds |= inspect_rtf(content.read())
        return suffix == "rtf"
    if head.startswith(OLE):
        return inspect_ole(content, suffix, holds)
    if head.startswith(b"PK"):
        return inspect_zip(content, suffix, bounds, holds, depth)
    if MHTML.search(head):
        holds.add("macro")
    return False


def inspect_zip(
    content: IO[bytes], suffix: str, bounds: Bounds, holds: set[str], depth: int
) -> bool:
    """Inspect a zip and its entries; return False if it is broken, too large or another format."""
    try:
        archive = zipfile.ZipFile(content)
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    most_bytes, most_entries = bounds
    if unpacked > min(most_bytes, MAX_RATIO * max(packed, 4096)) or len(entries) > most_entries:
        return False
    names = [entry.filename.replace("\\", "/") for entry in entries]
    mimetype = find_open_document_type(archive, names)
    # Part names are case-insensitive (ISO/IEC 29500-2, 9.1.1.3).
    if "[content_types].xml" in {name.lower() for name in names}:
        inspect_office_parts(archive, entries, holds)
    elif mimetype:
        inspect_open_document(archive, entries, holds)
    for entry in entries:
        inspect_entry(archive, entry, bounds, holds, depth)
    folder = OOXML.get(suffix)
    if folder:
        return "[Content_Types].xml" in names and any(name.startswith(folder) for name in names)
    if suffix in OPEN_DOCUMENT:
        return mimetype == OPEN_DOCUMENT[suffix]
    return suffix == "zip"


def inspect_entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, bounds: Bounds, holds: set[str], depth: int
) -> None:
    """Inspect an entry of a zip by its suffix, if it is a document."""
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    ending = path.suffix.lower()
    if ending in MACRO_SUFFIXES or path.name.lower() == "vbaproject.bin":
        holds.add("macro")
        return
    if ending in PROGRAM_SUFFIXES:
        holds.add("program")
        return
    if ending not in INSPECTED_SUFFIXES or entry.is_dir():
        return
    if depth == MAX_DEPTH:
        holds.add("unread")
        return
    if entry.flag_bits & 1:
        holds.add("locked")
        return
    with archive.open(entry) as packed:
        content = packed.read(entry.file_size)
    inspect_document(BytesIO(content), ending.removeprefix("."), bounds, holds, depth + 1)


def inspect_office_parts(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], holds: set[str]
) -> None:
    """Inspect the types and relations of the parts, which make an Office file macro-enabled."""

    def start(name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "")
        content_type = attributes.get("ContentType", "")
        if MACRO_TYPES.search(content_type) or MACRO_RELATIONS.search(kind):
            holds.add("macro")
        if PROGRAM_TYPES.search(content_type) or PROGRAM_TYPES.search(kind):
            holds.add("program")
        is_external = attributes.get("TargetMode", "").lower() == "external"
        if is_external and REMOTE_RELATIONS.search(kind) and is_remote(attributes["Target"]):
            holds.add("remote")

    for entry in entries:
        name = entry.filename.replace("\\", "/").lower()
        is_list = name == "[content_types].xml" or name.endswith(".rels")
        if is_list and not walk_elements(archive, entry, start):
            holds.add("unread")
        if "/macrosheets/" in name or "/activex/" in name:
            holds.add("macro" if "macrosheets" in name else "program")
        if not is_list and is_xml(archive, entry):
            inspect_fields(archive, entry, holds)


def is_xml(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Return whether an entry begins as XML does, or cannot be unpacked although it is named so."""
    try:
        with archive.open(entry) as packed:
            return bool(XML_HEAD.match(packed.read(HEAD)))
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError):
        return entry.filename.lower().endswith(".xml")


def inspect_fields(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, holds: set[str]) -> None:
    """Find fields and links that start a program."""
    fields = FieldReader()
    try:
        is_read = walk_elements(archive, entry, fields.start, fields)
    except EndOfFields:
        return
    # Others are web pages and drawings of Office, which are not always well-formed.
    if not is_read and entry.filename.lower().endswith(".xml"):
        holds.add("unread")
    if fields.is_command:
        holds.add("program")


def is_remote(target: str) -> bool:
    """Return whether Office would fetch a target over the network, not from the author's disk."""
    # Many documents name a template on the author's own disk.
    target = target.strip().lower().replace("\\", "/")
    if target.startswith("file:"):
        path = target.removeprefix("file:")
        host = path.lstrip("/")
        # file:///c:/… and file:///home/… are local, file://server/… and file://///server/… not.
        return not DRIVE.match(host) and len(path) - len(host) not in {0, 1, 3}
    return target.startswith("//") or bool(SCHEME.match(target))


def inspect_open_document(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], holds: set[str]
) -> None:
    """Find Basic modules, scripts in other languages, and events that call built-in scripts."""

    def start(name: str, attributes: dict[str, str]) -> None:
        if any("vnd.sun.star.script:" in value.lower() or value.lower().startswith("macro:")
               for value in attributes.values()):  # fmt: skip
            holds.add("macro")

    for entry in entries:
        parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
        if entry.is_dir() or not parts:
            continue
        # Files without any module have these lists of libraries too.
        listed = parts[-1] in {"script-lc.xml", "script-lb.xml", "dialog-lc.xml", "dialog-lb.xml"}
        if {"Basic", "Scripts", "Dialogs"} & set(parts[:-1]) and not listed:
            holds.add("macro")
        if parts[-1] in {"content.xml", "styles.xml"}:
            inspect_fields(archive, entry, holds)
            if not walk_elements(archive, entry, start):
                holds.add("unread")


def walk_elements(
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    start: Callable[[str, dict[str, str]], None],
    fields: FieldReader | None = None,
) -> bool:
    """Call ``start`` for each element of a part; return whether all of it could be parsed.

    If not, other programs may still read it: they know more encodings and tolerate damage.
    """
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    if fields:
        parser.EndElementHandler, parser.CharacterDataHandler = fields.end, fields.text
    try:
        with archive.open(entry) as packed:
            for _ in range(MAX_XML_BYTES // CHUNK_BYTES):
                piece = packed.read(CHUNK_BYTES)
                parser.Parse(piece, not piece)
                if not piece:
                    return True
    except (expat.ExpatError, ValueError, LookupError, zipfile.BadZipFile, zlib.error, EOFError,
            RuntimeError):  # fmt: skip
        return False
    return False


def find_open_document_type(archive: zipfile.ZipFile, names: list[str]) -> str | None:
    """Return the type in the uncompressed first entry (OpenDocument 1.2, part 3, 3.3) or None."""
    if not names or names[0] != "mimetype":
        return None
    entry = archive.infolist()[0]
    if entry.compress_type != zipfile.ZIP_STORED or entry.file_size > 100 or entry.header_offset:
        return None
    try:
        return archive.read(entry).decode("ascii").strip()
    except (zipfile.BadZipFile, UnicodeDecodeError, EOFError, RuntimeError):
        return None


def inspect_ole(content: IO[bytes], suffix: str, holds: set[str]) -> bool:
    """Inspect a file of Office up to 2003, or an OLE object in a newer one."""
    import olefile  # noqa: PLC0415, not every document needs it

    try:
        ole = olefile.OleFileIO(content)
        paths = ole.listdir(streams=True, storages=True)
    except (OSError, ValueError, struct.error, IndexError, TypeError, AttributeError):
        return False
    # Names are case-insensitive ([MS-CFB], 2.6.4).
    roots = {path[0].lower() for path in paths}
    for path in paths:
        for name in path:
            if name.upper() in {"VBA", "_VBA_PROJECT", "_VBA_PROJECT_CUR", "MACROS"}:
                holds.add("macro")
            # An embedded file of any format ([MS-OLEDS], 2.3.6).
            if name.lower() == "\x01ole10native":
                holds.add("attachment")
            if name.lower() in {"encryptedpackage", "encryptioninfo"}:
                holds.add("locked")
    for name in roots & INSPECTED_STREAMS.keys():
        holds |= INSPECTED_STREAMS[name](ole.openstream(name).read())
    return bool(STREAMS.get(suffix, set()) & roots)


def inspect_workbook(stream: bytes) -> set[str]:
    """Find macro sheets and modules in the list of a workbook's sheets ([MS-XLS], 2.4.28)."""
    found = set()
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        # BoundSheet: the type of sheet follows its offset and visibility.
        if kind == 0x85 and length >= 6 and stream[at + 9 : at + 10] in {b"\x01", b"\x06"}:
            found.add("macro")
        # FilePass: the rest is encrypted.
        if kind == 0x2F:
            found.add("locked")
        # EOF of the part that lists the sheets.
        if kind == 0x0A:
            break
        at += 4 + length
    return found


def inspect_presentation(stream: bytes) -> set[str]:
    """Read PowerPoint's VBAInfoAtom, which tells whether there are macros ([MS-PPT], 2.4.10)."""
    mark = b"\x02\x00\x00\x04\x0c\x00\x00\x00"
    found = set()
    at = stream.find(mark)
    while at >= 0:
        reference, has_macros = struct.unpack_from("<II", stream[at + 8 : at + 16].ljust(8, b"\0"))
        if reference or has_macros:
            found.add("macro")
        at = stream.find(mark, at + 1)
    return found


def inspect_word(stream: bytes) -> set[str]:
    """Find fields that start a program."""
    return {"program"} if has_doc_command(stream) else set()


# The main stream of each program, in lower case.
INSPECTED_STREAMS: dict[str, Callable[[bytes], set[str]]] = {
    "workbook": inspect_workbook,
    "book": inspect_workbook,
    "powerpoint document": inspect_presentation,
    "worddocument": inspect_word,
}


def inspect_rtf(content: bytes) -> set[str]:
    """Find embedded objects, fields that start a program, and a template from the network."""
    found = {"attachment"} if RTF_OBJECTS.search(content) else set()
    if has_rtf_command(content):
        found.add("program")
    for template in RTF_TEMPLATE.finditer(content):
        # RTF writes a backslash as two.
        target = template[1].strip().replace(b"\\\\", b"/")
        if RTF_ESCAPE.search(target) or is_remote(target.decode("latin-1")):
            found.add("remote")
    return found


if __name__ == "__main__":
    suffix, most_bytes, most_entries = sys.argv[1:]
    found = inspect_content(sys.stdin.buffer, suffix, int(most_bytes), int(most_entries))
    sys.stdout.write(json.dumps(found))
