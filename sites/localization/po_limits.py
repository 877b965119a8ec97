"""Limits for PO files with translations.

wagtail-localize makes several queries for each entry. The limit of a single text is in
``content.receivers``.
"""

from typing import Any

from django.utils.translation import gettext as _
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from content.text.limits import MAX_TRANSLATION_LENGTH, InputLimitError, check_markup

# Bytes.
MAX_FILE_BYTES = 2 * 1024 * 1024
# polib takes some time for each; an export of so many bytes has fewer.
MAX_LINES = 50_000


def check_file(content: bytes) -> None:
    """Raise InputLimitError for a PO file of more than ``MAX_FILE_BYTES`` or ``MAX_LINES``."""
    if len(content) > MAX_FILE_BYTES:
        message = _("The file has more than %(limit)s MB. Choose one of this translation.")
        raise InputLimitError(message, "too_long", {"limit": MAX_FILE_BYTES // 1024**2})
    if len(content.splitlines()) > MAX_LINES:
        message = _("The file has more than %(limit)s lines. Choose one of this translation.")
        raise InputLimitError(message, "too_many_lines", {"limit": MAX_LINES})


def check_entries(entries: Any, translation: Translation) -> None:
    """Raise InputLimitError if a PO file has entries that no export of ``translation`` has.

    That is more entries than there are texts, including those of former versions, or a text that
    is too long or nested too deeply. ``entries``: those of a ``polib.POFile``.
    """
    texts = StringSegment.objects.filter(source=translation.source).count()
    texts += StringTranslation.objects.filter(
        context__object_id=translation.source.object_id, locale=translation.target_locale
    ).count()
    if len(entries) > texts:
        message = _("The file has %(number)s texts; this translation has %(limit)s.")
        raise InputLimitError(message, "too_many", {"number": len(entries), "limit": texts})
    for number, entry in enumerate(entries, 1):
        try:
            check_markup(entry.msgstr, max_length=MAX_TRANSLATION_LENGTH)
        except InputLimitError as error:
            message = _("Text %(number)s of the file: %(reason)s")
            values = {"number": number, "reason": " ".join(error.messages)}
            raise InputLimitError(message, error.code, values) from error
