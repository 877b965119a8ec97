"""Fields of documents that fetch values from a command: Dynamic Data Exchange (DDE).

Office starts the program that such a field or link names when a user opens the document and agrees
to update it. Used by ``content.files.document_inspector``; imports nothing of Bantin.
"""

import re

# Field codes DDE and DDEAUTO (ISO/IEC 29500-1, 17.16.5.14 f.; [MS-DOC], 2.9.90).
DDE = re.compile(r"\bDDE(AUTO)?\b", re.I)
# Links of a workbook (ISO/IEC 29500-1, 18.14.4), and of OpenDocument 1.2 (14.6, 10.6.4).
DDE_ELEMENTS = {"ddeLink", "dde-source", "dde-connection-decl", "dde-link"}
# A formula of OpenDocument or of older Excel with a link: ``=DDE("cmd";"/c …")``.
DDE_FORMULA = re.compile(r"\bDDE\s*\(", re.I)
# Characters of the code of one field that are looked at.
MAX_CODE = 2000
RTF_CONTROL = re.compile(rb"\\'([0-9a-f]{2})|\\[a-z]+-?[0-9]* ?|[{}\\*\r\n]", re.I)
# Beginning of a field in the text of Word up to 2003 ([MS-DOC], 2.8.25), in both encodings.
DOC_FIELD = re.compile(rb"\x13\s*DDE(AUTO)?\b|\x13\x00(\s\x00)*D\x00D\x00E\x00", re.I)


class FieldReader:
    """Reader of the XML of one part that collects field codes, which may stand in many pieces.

    ``is_command`` is set once a field or link is found that starts something.
    """

    def __init__(self) -> None:
        self.is_command = False
        self._code = ""
        self._is_in_code = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        local = name.rpartition(":")[2]
        if local == "instrText":
            self._is_in_code = True
        elif local == "fldChar" and "end" in attributes.values():
            self._code = ""
        elif local == "t":
            # The result of a field, or text outside of fields.
            self._code = ""
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
        if name.rpartition(":")[2] == "instrText":
            self._is_in_code = False

    def text(self, piece: str) -> None:
        """Take a piece of text."""
        if self._is_in_code:
            self._code = (self._code + piece)[-MAX_CODE:]
            if DDE.search(self._code):
                self.is_command = True


def has_rtf_command(content: bytes) -> bool:
    """Return whether a field of an RTF file starts something."""
    codes = (piece.partition(rb"\fldrslt")[0] for piece in content.split(rb"\fldinst")[1:])
    return any(DDE.search(_decode_rtf(code[:MAX_CODE])) for code in codes)


def has_doc_command(stream: bytes) -> bool:
    """Return whether a field in the main stream of Word up to 2003 starts something."""
    return bool(DOC_FIELD.search(stream))


def _decode_rtf(code: bytes) -> str:
    def letter(found: re.Match[bytes]) -> bytes:
        return bytes([int(found[1], 16)]) if found[1] else b""

    return RTF_CONTROL.sub(letter, code).decode("latin-1")
