"""Say whether the PDF on standard input holds text: ``text``, ``scan``, or an error.

Run as a process of its own (``sites.uploads.scans``), which imports nothing of Bantin: what a
hostile file makes of the reader happens here, where there is nothing to spoil.
"""

import resource
import sys
from contextlib import suppress

import pypdfium2

# Further pages are like these.
MOST_PAGES = 20
# A page number, or the stamp that a scanner leaves, is no text yet.
FEWEST_LETTERS = 20
LIMITS = {
    resource.RLIMIT_CPU: 10,
    resource.RLIMIT_AS: 2 * 1024**3,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_FSIZE: 0,
}


def holds_text(content: bytes) -> bool:
    """Whether at least half of the first pages have text that can be read out."""
    document = pypdfium2.PdfDocument(content)
    pages = [document[number] for number in range(min(len(document), MOST_PAGES))]
    written = sum(_letters_of(page) >= FEWEST_LETTERS for page in pages)
    return 2 * written >= len(pages)


def _letters_of(page: pypdfium2.PdfPage) -> int:
    return sum(character.isalpha() for character in page.get_textpage().get_text_bounded())


if __name__ == "__main__":
    for limit, most in LIMITS.items():
        # Not every system has every limit.
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))
    sys.stdout.write("text" if holds_text(sys.stdin.buffer.read()) else "scan")
