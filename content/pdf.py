"""PDF documents made by Typst from a template, which can read its own folder only.

Typst takes 110 KB for each row of a table and does not give them back: a report of 3,500 websites
would leave a web process 400 MB larger for good. What is long is therefore made in a process of its
own, which ends with it; a poster is not worth starting one.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext as _

from content.typesetter import compile_pdf

PROGRAM = Path(__file__).with_name("typesetter.py")
# Characters of the data; a closing report has 220 for each website.
MAX_OWN_CHARACTERS = 50_000
# A report of 3,500 websites takes four seconds of one processor.
TIMEOUT_SECONDS = 120


class TypesettingError(Exception):
    """A document cannot be compiled; the message is that of the compiler."""


def render_pdf(template: Path, data: dict[str, Any]) -> bytes:
    """Return a PDF document compiled from ``template``.

    ``data``: the context, which the template gets as JSON in ``sys.inputs.data``. Raises
    TypesettingError if Typst refuses it, or is not ready in ``TIMEOUT_SECONDS``.
    """
    text = json.dumps(data)
    if len(text) > MAX_OWN_CHARACTERS:
        return _run_typesetter(template, text)
    try:
        return compile_pdf(template, text)
    except typst.TypstError as error:
        raise TypesettingError(str(error)) from error


def _run_typesetter(template: Path, data: str) -> bytes:
    order = json.dumps({"template": str(template.resolve()), "data": data}).encode()
    try:
        done = subprocess.run(  # noqa: S603, our own
            [sys.executable, "-IB", str(PROGRAM)],
            input=order,
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TypesettingError(_("This takes too long now. Please try again later.")) from error
    if done.returncode:
        raise TypesettingError(done.stderr.decode(errors="replace") or str(done.returncode))
    return done.stdout
