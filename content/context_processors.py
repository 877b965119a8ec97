"""Context processor for the language of templates."""

from django.conf import settings
from django.http import HttpRequest

from content.languages import get_frame_language, get_language_entry


def languages(request: HttpRequest) -> dict[str, object]:
    """Return the language in which the words of a template come out, for its ``lang`` attributes.

    ``LANGUAGE_CODE`` is the language of the frame, which is not that of the content on a page whose
    language has no translated frame; in all else this is Django's own context processor.
    """
    frame = get_language_entry(get_frame_language())
    return {
        "LANGUAGES": settings.LANGUAGES,
        "LANGUAGE_CODE": frame.code,
        "LANGUAGE_BIDI": frame.direction == "rtl",
    }
