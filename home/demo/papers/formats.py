"""What the demo's papers are printed as."""

from collections.abc import Callable
from dataclasses import asdict
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image

from bulletins.typesetting import pdf_of
from home.demo.papers.told import Told
from home.demo.papers.word import docx_of

TEMPLATE = Path(__file__).with_name("paper.typ")
# A PDF's unit is a 72nd of an inch.
DOTS_PER_INCH = 110
ASKEW = 0.7


def pdf(told: Told) -> bytes:
    """A PDF with text and tags."""
    return pdf_of(TEMPLATE, asdict(told))


def scan(told: Told) -> bytes:
    """A PDF as the copier makes it: grey pictures of pages, a little askew, and no text."""
    with pypdfium2.PdfDocument(pdf(told)) as document:
        pages = [_photographed(page) for page in document]
    first, *others = pages
    file = BytesIO()
    first.save(
        file, "PDF", save_all=True, append_images=others, resolution=DOTS_PER_INCH, quality=45
    )
    return file.getvalue()


def _photographed(page: pypdfium2.PdfPage) -> Image.Image:
    picture = page.render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil().convert("L")
    return picture.rotate(ASKEW, Image.Resampling.BILINEAR, fillcolor=250)


# The name of a format in the demo's texts: how it is made, and the suffix of its file.
FORMATS: dict[str, tuple[Callable[[Told], bytes], str]] = {
    "pdf": (pdf, "pdf"),
    "scan": (scan, "pdf"),
    "docx": (docx_of, "docx"),
}
