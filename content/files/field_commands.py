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
# Characters of what is looked for, and some before it.
LONGEST = 10
# Characters of the code of one field that are looked at.
MAX_CODE = 2000
# Fields within each other; Word allows 20.
MAX_FIELDS = 100
# Elements with the code of a field (17.16.23, 17.16.13); the latter comes back with a change.
CODE_ELEMENTS = {"instrText", "delInstrText"}
# The longest parts of workbooks: their root elements cannot be those of a part with fields.
WITHOUT_FIELDS = {"worksheet", "sst"}
RTF_CONTROL = re.compile(rb"\\'([0-9a-f]{2})|\\[a-z]+-?[0-9]* ?|[{}\\*\r\n]", re.I)
# A brace, a control word, a letter by its number, another control symbol, or text.
RTF_TOKEN = re.compile(
    rb"(?P<brace>[{}])|\\(?P<word>[a-zA-Z]+)(?P<number>-?[0-9]{1,9})?[0-9]* ?"
    rb"|\\'(?P<hex>[0-9a-fA-F]{2})|\\.?|(?P<text>[^{}\\]+)",
    re.DOTALL,
)
RTF_BREAK = re.compile(rb"[\r\n]+")
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
            self.mark({*attributes.values()})
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
        """Take a piece of text between elements."""
        element = self._open[-1] if self._open else ""
        if element in CODE_ELEMENTS or element == "t":
            self.add(piece, is_code=element != "t")

    def add(self, piece: str, *, is_code: bool = False) -> None:
        """Take a piece of text; ``is_code``: it is code even where no field has begun."""
        field = next((one for one in reversed(self._fields) if not one.has_result), None)
        if field is None and is_code:
            field = self._loose
        if field is not None:
            field.code = (field.code + piece)[-MAX_CODE:]
            # Only what the piece may have completed: there may be very many of them.
            if DDE.search(field.code[-len(piece) - LONGEST :]):
                self.is_command = True

    def mark(self, kinds: set[str]) -> None:
        """Take a mark of a field: ``begin``, ``separate`` before its result, or ``end``."""
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


class _RtfReader(FieldReader):
    """Reader of the tokens of an RTF file."""

    def __init__(self) -> None:
        super().__init__()
        # Whether each open group is a field, the outermost first.
        self._groups: list[bool] = []
        # Characters that still stand for the last ``\\u``, and how many stand for one.
        self._skipped, self._replaced = 0, 1

    def take(self, token: re.Match[bytes]) -> int:
        """Take a match of ``RTF_TOKEN``; return how many bytes behind it are no text."""
        if token["brace"] == b"{":
            self._groups.append(False)
        elif token["brace"] and self._groups and self._groups.pop():
            self.mark({"end"})
        elif token["word"]:
            return self._take_word(token["word"], int(token["number"] or b"0"))
        elif token["hex"]:
            self._take_text(bytes([int(token["hex"], 16)]))
        elif token["text"]:
            self._take_text(RTF_BREAK.sub(b"", token["text"]))
        return 0

    def _take_word(self, word: bytes, number: int) -> int:
        if word == b"field" and self._groups and not self._groups[-1]:
            self._groups[-1] = True
            self.mark({"begin"})
        elif word == b"fldrslt":
            self.mark({"separate"})
        elif word == b"uc":
            self._replaced = max(number, 0)
        elif word == b"u":
            self.add(chr(number % 0x10000))
            self._skipped = self._replaced
        return max(number, 0) if word == b"bin" else 0

    def _take_text(self, text: bytes) -> None:
        self.add(text[self._skipped :].decode("latin-1"))
        self._skipped = max(0, self._skipped - len(text))


def has_rtf_command(content: bytes) -> bool:
    """Return whether a field of an RTF file starts something.

    Fields are read in their groups (RTF 1.9.1, fields), and each code again by itself, since a file
    may have braces that readers count differently.
    """
    codes = (piece.partition(rb"\fldrslt")[0] for piece in content.split(rb"\fldinst")[1:])
    return _has_command_in_groups(content) or any(
        DDE.search(_decode_rtf(code[:MAX_CODE])) for code in codes
    )


def _has_command_in_groups(content: bytes) -> bool:
    reader, position = _RtfReader(), 0
    while not reader.is_command and (token := RTF_TOKEN.match(content, position)):
        position = token.end() + reader.take(token)
    return reader.is_command


def has_doc_command(stream: bytes) -> bool:
    """Return whether a field in the main stream of Word up to 2003 starts something."""
    return bool(DOC_FIELD.search(stream))


def _decode_rtf(code: bytes) -> str:
    def letter(found: re.Match[bytes]) -> bytes:
        return bytes([int(found[1], 16)]) if found[1] else b""

    return RTF_CONTROL.sub(letter, code).decode("latin-1")
