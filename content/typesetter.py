"""Typst: the function that compiles a PDF, and the program that does so in a process of its own.

The program gets JSON (``template``, a path, and ``data``, JSON once more) on its standard input and
writes the PDF to its standard output; what Typst refuses goes to standard error, with exit code 2.
It imports nothing of Bantin. See ``content.pdf``.
"""

import json
import sys
from pathlib import Path
from typing import Final

import typst

FONT_FOLDER = Path(__file__).parent / "assets" / "fonts"
FONTS = typst.Fonts(include_system_fonts=False, font_paths=[FONT_FOLDER])
# PDF/UA-1 (ISO 14289-1): the compiler refuses documents without tags, title and descriptions.
STANDARD: Final = "ua-1"
REFUSED = 2


def compile_pdf(template: Path, data: str) -> bytes:
    """Return the PDF of a template, which gets ``data`` (JSON) and can read its own folder only.

    Raises ``typst.TypstError`` if Typst refuses it.
    """
    return typst.compile(
        template,
        root=template.parent,
        font_paths=FONTS,
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        format="pdf",
        pdf_standards=STANDARD,
    )


if __name__ == "__main__":
    order = json.load(sys.stdin.buffer)
    try:
        sys.stdout.buffer.write(compile_pdf(Path(order["template"]), order["data"]))
    except typst.TypstError as error:
        sys.stderr.write(str(error))
        sys.exit(REFUSED)
