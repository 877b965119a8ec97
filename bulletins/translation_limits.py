"""How much a translation may be: each text, and a file of them.

wagtail-localize parses a text at every save and every time it is shown, and asks the database
several times for each entry of a file.
"""

from typing import Any

from django.db.models.signals import pre_save
from django.utils.translation import gettext as _
from wagtail_localize.models import String, StringSegment, StringTranslation, Translation

from sites.input_limits import InputLimitError, check_markup

# Characters: a whole cell of a table or paragraph.
MAX_LENGTH = 20_000
# Bytes.
MAX_FILE_BYTES = 2 * 1024 * 1024


def connect() -> None:
    """Connect the handlers below; called once, when the app is ready."""
    pre_save.connect(check_translation, sender=StringTranslation)
    pre_save.connect(check_source, sender=String)


def check_translation(instance: StringTranslation, **kwargs: Any) -> None:
    """Raise InputLimitError for a text that is too long or whose elements lie too deep."""
    check_markup(instance.data, max_length=MAX_LENGTH)


def check_source(instance: String, **kwargs: Any) -> None:
    """The same for a text that is to be translated; its length is that of its field."""
    check_markup(instance.data)


def check_file(content: bytes) -> None:
    """Raise InputLimitError for a PO file that is too large to be read."""
    if len(content) > MAX_FILE_BYTES:
        message = _("The file has more than %(limit)s MB. Choose one of this translation.")
        raise InputLimitError(message, "too_long", {"limit": MAX_FILE_BYTES // 1024**2})


def check_entries(entries: Any, translation: Translation) -> None:
    """Raise InputLimitError where a file holds what an export of ``translation`` cannot.

    That is more entries than there are texts, those of former versions included, or a text that
    is too long or too deep; the sentence says which.
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
            check_markup(entry.msgstr, max_length=MAX_LENGTH)
        except InputLimitError as error:
            message = _("Text %(number)s of the file: %(reason)s")
            values = {"number": number, "reason": " ".join(error.messages)}
            raise InputLimitError(message, error.code, values) from error
