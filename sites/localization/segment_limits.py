"""Limit on the texts of one translation.

wagtail-localize makes several queries for each text when a translation is begun or renewed, and
reads all of them again whenever one is saved.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from content.text.limits import InputLimitError
from sites.localization.rendering import list_segments

MAX_SEGMENTS = 4000


def extract_limited_segments(instance: Any) -> Iterable[Any]:
    """Return the segments of ``instance``; ``TranslationSource`` stores them.

    Raises InputLimitError for more than ``MAX_SEGMENTS``, before anything is stored.
    """
    segments = list_segments(instance)
    if len(segments) > MAX_SEGMENTS:
        message = _(
            "This text has %(number)s parts to translate; at most %(limit)s are possible. Divide "
            "it into several pages."
        )
        raise InputLimitError(
            message, "too_many_segments", {"number": len(segments), "limit": MAX_SEGMENTS}
        )
    return segments
