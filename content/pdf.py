"""PDF documents made by Typst from a template, which can read its own folder only."""

import json
from pathlib import Path
from typing import Any, Final

import typst

FONT_FOLDER = Path(__file__).parent / "assets" / "fonts"
FONTS = typst.Fonts(include_system_fonts=False, font_paths=[FONT_FOLDER])
# PDF/UA-1 (ISO 14289-1): the compiler refuses documents without tags, title and descriptions.
STANDARD: Final = "ua-1"


class TypesettingError(Exception):
    """A document cannot be compiled; the message is that of the compiler."""


def render_pdf(template: Path, data: dict[str, Any]) -> bytes:
    """Return a PDF document compiled from ``template``.

    ``data``: the context, which the template gets as JSON in ``sys.inputs.data``. Raises
    TypesettingError if Typst refuses it.
    """
    try:
        return typst.compile(
            template,
            root=template.parent,
            font_paths=FONTS,
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data)},
            format="pdf",
            pdf_standards=STANDARD,
        )
    except typst.TypstError as error:
        raise TypesettingError(str(error)) from error
