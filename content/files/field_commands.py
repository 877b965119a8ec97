"""Fields of documents that fetch values from a command: Dynamic Data Exchange (DDE).

Office starts the program that such a field or link names when a user opens the document and agrees
to update it. Used by ``content.files.document_inspector``; imports nothing of Bantin.
"""

import re
from dataclasses import dataclass

# Field codes DDE and DDEAUTO (ISO/IEC 29500-1, 17.16.5.14 f.; [MS-DOC], 2.9.90).
DDE = re.compile(r"\bDDE(AUTO)?\b", re.I)
# Links of a workbook (ISO/IEC 29500-1, 18.14.4), and of OpenDocument 1.2 (14.6, 10.6.4).
DDE_ELEMENTS = {"ddeLink", "dde-source", "dde-connection-decl", "dde-link"}
# A formula of OpenDocument or of older Excel with a link: ``=DDE("cmd";"/c …")``.
DDE_FORMULA = re.compile(r"\bDDE\s*\(", re.I)
# Characters of the code of one field that are looked at.
MAX_CODE = 2000
# Fields within each other; Word allows 20.
MAX_FIELDS = 100
# Elements with the code of a field (17.16.23, 17.16.13); the latter comes back with a change.
CODE_ELEMENTS = {"instrText", "delInstrText"}
# The longest parts of workbooks: their root elements cannot be those of a part with fields.
WITHOUT_FIELDS = {"worksheet", "sst"}
RTF_CONTROL = re.compile(rb"\\'([0-9a-f]{2})|\\[a-z]+-?[0-9]* ?|[{}\\*\r\n]", re.I)
# Beginning of a field in the text of Word up to 2003 ([MS-DOC], 2.8.25), in both encodings.
DOC_FIELD = re.compile(rb"\x13\s*DDE(AUTO)?\b|\x13\x00(\s\x00)*D\x00D\x00E\x00", re.I)


class EndOfFields(Exception):  # noqa: N818, it is no error
    """Raised at the root element of a part that has no fields."""


@dataclass
class _Field:
    """A field that is being read: its code so far, and whether its result has begun."""

    code: str = ""
    has_result: bool = False


class FieldReader:
    """Reader of the XML of one part that puts field codes together, which may be in many pieces.

    All text between the beginning of a field and its result is its code, whichever element holds
    it, and so are the results of fields within it (ISO/IEC 29500-1, 17.16.18). ``is_command`` is
    set once a field or link is found that starts something.
    """

    def __init__(self) -> None:
        self.is_command = False
        # Text of fields that have no beginning in this part, then fields, the outermost first.
        self._loose = _Field()
        self._fields: list[_Field] = []
        # Names of the open elements, the outermost first.
        self._open: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element; ends with ``EndOfFields`` if the part has none."""
        local = name.rpartition(":")[2]
        if not self._open and local in WITHOUT_FIELDS:
            raise EndOfFields
        self._open.append(local)
        if local == "fldChar":
            self._mark({*attributes.values()})
        simple = [value for key, value in attributes.items() if key.rpartition(":")[2] == "instr"]
        formulas = [value for key, value in attributes.items() if key.endswith(":formula")]
        if (
            local in DDE_ELEMENTS
            or any(map(DDE.search, simple))
            or any(map(DDE_FORMULA.search, formulas))
        ):
            self.is_command = True

    def end(self, name: str) -> None:
        """Take the end of an element."""
        self._open.pop()

    def text(self, piece: str) -> None:
        """Take a piece of text."""
        element = self._open[-1] if self._open else ""
        if element not in CODE_ELEMENTS and element != "t":
            return
        field = next((one for one in reversed(self._fields) if not one.has_result), None)
        if field is None and element != "t":
            field = self._loose
        if field is not None:
            field.code = (field.code + piece)[-MAX_CODE:]
            if DDE.search(field.code):
                self.is_command = True

    def _mark(self, kinds: set[str]) -> None:
        if "begin" in kinds:
            self._fields.append(_Field())
            # No program writes that, and each piece of text looks through them.
            self.is_command = self.is_command or len(self._fields) > MAX_FIELDS
            del self._fields[MAX_FIELDS:]
        elif "separate" in kinds and self._fields:
            self._fields[-1].has_result = True
        elif "end" in kinds:
            self._loose = _Field()
            if self._fields:
                self._fields.pop()


def has_rtf_command(content: bytes) -> bool:
    """Return whether a field of an RTF file starts something."""
    codes = (piece.partition(rb"\fldrslt")[0] for piece in content.split(rb"\fldinst")[1:])
    return any(DDE.search(_plain(code[:MAX_CODE])) for code in codes)


def has_doc_command(stream: bytes) -> bool:
    """Return whether a field in the main stream of Word up to 2003 starts something."""
    return bool(DOC_FIELD.search(stream))


def _plain(code: bytes) -> str:
    def letter(found: re.Match[bytes]) -> bytes:
        return bytes([int(found[1], 16)]) if found[1] else b""

    return RTF_CONTROL.sub(letter, code).decode("latin-1")
