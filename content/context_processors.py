"""Context processor for the language of templates."""

from django.conf import settings
from django.http import HttpRequest

from content.languages import get_interface_language, get_language_entry


def languages(request: HttpRequest) -> dict[str, object]:
    """Return the language in which the words of a template come out, for its ``lang`` attributes.

    ``LANGUAGE_CODE`` is the interface language, which on a page whose language has no translated
    frame is not the active one; in all else this is Django's own context processor.
    """
    interface = get_language_entry(get_interface_language())
    return {
        "LANGUAGES": settings.LANGUAGES,
        "LANGUAGE_CODE": interface.code,
        "LANGUAGE_BIDI": interface.direction == "rtl",
    }
