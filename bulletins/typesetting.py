"""Papers to print, set by Typst from a template that may read its own folder and nothing else."""

import json
from pathlib import Path
from typing import Any, Final

import typst

FONT_FOLDER = Path(__file__).parent / "channels" / "poster" / "fonts"
FONTS = typst.Fonts(include_system_fonts=False, font_paths=[FONT_FOLDER])
# PDF/UA-1 (ISO 14289-1): the compiler refuses a page that is not tagged, titled and described.
STANDARD: Final = "ua-1"


class TypesettingError(Exception):
    """Why a paper cannot be made, as the compiler says it."""


def pdf_of(template: Path, told: dict[str, Any]) -> bytes:
    """Return a paper as PDF. The template has the words as ``sys.inputs.told``, in JSON."""
    try:
        return typst.compile(
            template,
            root=template.parent,
            font_paths=FONTS,
            ignore_system_fonts=True,
            sys_inputs={"told": json.dumps(told)},
            format="pdf",
            pdf_standards=STANDARD,
        )
    except typst.TypstError as error:
        raise TypesettingError(str(error)) from error
