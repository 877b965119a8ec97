"""Status of a translation against its source, as if its preview were published."""

from typing import Any

from sites.localization.currency import COMPLETE, TranslationStatus, make_status
from sites.localization.gate import is_withheld
from sites.localization.sources import find_source


def render_preview(previewed: Any) -> TranslationStatus:
    """Make a translation say what its source says now, and return the status it would have.

    ``previewed``: a page or bulletin as a form, a saved version or the translation editor has it.
    ``COMPLETE`` for a source.
    """
    source = find_source(previewed) if previewed.pk else None
    if source is None:
        return COMPLETE
    rendering = previewed.render_from(source)
    return make_status(rendering, is_withheld=is_withheld(source, rendering))
