"""File formats of the demo's papers."""

from collections.abc import Callable
from dataclasses import asdict
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image

from content.pdf import render_pdf
from demo.papers.docx import render_docx
from demo.texts import PaperContent

TEMPLATE = Path(__file__).with_name("paper.typ")
# Resolution of scans; PDF units are 1/72 inch.
DOTS_PER_INCH = 110
ASKEW = 0.7


def render_paper_pdf(paper: PaperContent) -> bytes:
    """Return a PDF with text and tags."""
    return render_pdf(TEMPLATE, asdict(paper))


def render_scan(paper: PaperContent) -> bytes:
    """Return a PDF as a copier makes it: grey images of pages, slightly rotated, without text."""
    with pypdfium2.PdfDocument(render_paper_pdf(paper)) as document:
        pages = [_scan_page(page) for page in document]
    first, *others = pages
    file = BytesIO()
    first.save(
        file, "PDF", save_all=True, append_images=others, resolution=DOTS_PER_INCH, quality=45
    )
    return file.getvalue()


def _scan_page(page: pypdfium2.PdfPage) -> Image.Image:
    image = page.render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil().convert("L")
    return image.rotate(ASKEW, Image.Resampling.BILINEAR, fillcolor=250)


# Format in the demo's texts: function that makes it, and file suffix.
FORMATS: dict[str, tuple[Callable[[PaperContent], bytes], str]] = {
    "pdf": (render_paper_pdf, "pdf"),
    "scan": (render_scan, "pdf"),
    "docx": (render_docx, "docx"),
}
