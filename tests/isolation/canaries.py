"""Words that belong to one owner alone, and how to find them in whatever is answered."""

import html
import io
import json
import re
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from urllib.parse import unquote

from django.http import HttpResponse
from openpyxl import load_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class Canaries:
    """The words of one owner: a bird's name that can be searched for, and a number each.

    A search repeats what was searched for; the number it cannot know.
    """

    bird: str
    meanings: dict[str, str] = field(default_factory=dict)

    def word(self, meaning: str) -> str:
        """Return a new word; ``meaning`` says in reports what it was the word of."""
        word = f"{self.bird}{len(self.meanings)}"
        self.meanings[word] = meaning
        return word

    def title(self, meaning: str) -> str:
        """Return a searchable title with accents, an ampersand and quotes."""
        return f'{self.bird} "Nước & lũ" {self.word(meaning)}'

    def found_in(self, text: str) -> set[str]:
        return {word.lower() for word in re.findall(rf"{self.bird}\d+", text, re.IGNORECASE)}


def get_text(response: HttpResponse) -> str:
    """Return everything a response says: headers and body, in all the ways it may be encoded."""
    parts = [f"{name}: {_decoded_header(value)}" for name, value in response.headers.items()]
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if response.headers.get("Content-Type", "").startswith(XLSX):
        parts += _cells(body)
    else:
        parts.append(body.decode("utf-8", "replace"))
    raw = "\n".join(parts)
    return "\n".join([raw, html.unescape(raw), unquote(raw), _without_escapes(raw)])


def _decoded_header(value: str) -> str:
    return f"{value} {make_header(decode_header(value))}" if "=?" in value else value


def _cells(workbook: bytes) -> list[str]:
    sheets = load_workbook(io.BytesIO(workbook), read_only=True)
    return [str(cell) for sheet in sheets for row in sheet.values for cell in row if cell]


def _without_escapes(text: str) -> str:
    return re.sub(r"\\u[0-9a-fA-F]{4}", lambda match: json.loads(f'"{match[0]}"'), text)
