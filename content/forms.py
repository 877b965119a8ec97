"""Cleaning of text pasted from Word, a PDF or an e-mail, and a form base that does it.

The rich text editor itself drops colours, fonts, tables and images. Invisible characters,
decomposed letters and empty paragraphs remain, in plain text fields too.
"""

import re
import unicodedata
from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.blocks import StreamValue

# Soft hyphens, zero-width and direction marks, byte order marks, and control characters.
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff\x00-\x08\x0e-\x1f\x7f]")
# Word's line breaks.
_BREAKS = re.compile("[\x0b\x0c\u2028\u2029]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u3000]")
_EMPTY_PARAGRAPH = re.compile(r"<p(?: [^<>]*+)?>(?:\s|<br ?/?>|&nbsp;)*+</p>")


def clean_pasted_text(value: Any) -> Any:
    """Return ``value`` without artefacts of pasting; in lists and dicts, each string is cleaned.

    Invisible characters and empty paragraphs are removed, special spaces and line breaks become
    plain ones, and letters are normalized to NFC. Other values are returned unchanged.
    """
    if isinstance(value, dict):
        return {key: clean_pasted_text(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [clean_pasted_text(part) for part in value]
    if not isinstance(value, str):
        return value
    text = _SPACES.sub(" ", _BREAKS.sub("\n", _UNSEEN.sub("", value)))
    # Letters with separate combining marks (from Macs and PDFs) are harder to search and render.
    text = unicodedata.normalize("NFC", text)
    return _EMPTY_PARAGRAPH.sub("", text) or text


class CleanPastedTextMixin(WagtailAdminModelForm):
    """A form whose text is cleaned of artefacts of pasting, including that in blocks."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        for name, value in cleaned.items():
            if isinstance(value, str):
                cleaned[name] = clean_pasted_text(value)
            elif isinstance(value, StreamValue):
                cleaned[name] = _clean_blocks(value)
        return cleaned


def _clean_blocks(value: StreamValue) -> StreamValue:
    kept = value.get_prep_value()
    tidy = clean_pasted_text(kept)
    return value if tidy == kept else value.stream_block.to_python(tidy)
