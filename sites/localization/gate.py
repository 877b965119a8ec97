"""The gate: no translation is published while what readers need first is not translated.

That is title, instruction, summary or lead, and the first block of the text. What else is not
translated is shown in the language of the source and marked so (``sites.localization.display``).
Home and index pages have no more than a title and a lead, so a website can be opened in a language
with two texts.
"""

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue

from sites.localization.segments import get_part, needs_translation
from sites.localization.sources import get_language_name
from sites.localization.validation import PublicationRefusedError
from sites.localization.version_records import REQUIRED_FIELDS
from sites.models import VersionRecord


class UntranslatedError(PublicationRefusedError):
    """Refusal to publish a translation of which a required part is not translated."""


def check_translated(obj: Model, record: VersionRecord) -> None:
    """Raise UntranslatedError if a required part of ``obj`` is not translated in its version."""
    if errors := list_untranslated_errors(obj, record):
        raise UntranslatedError(obj, errors)


def list_untranslated_errors(obj: Any, record: VersionRecord) -> dict[str, str]:
    """Return a message by path for each required part that is not translated; {} if none."""
    first = _get_first_block(obj, record)
    language = get_language_name(obj.locale)
    message = _("Has not been translated into %(language)s.") % {"language": language}
    return {
        path: message
        for path in record.untranslated
        if path in REQUIRED_FIELDS or get_part(path) == first
    }


def _get_first_block(obj: Any, record: VersionRecord) -> str:
    """Return the part of the first block of the text that has words; empty if there is none."""
    worded = (path for path, text in record.texts.items() if needs_translation(text))
    parts = {get_part(path) for path in (*worded, *record.untranslated)}
    body = getattr(obj, "body", None)
    rows = body.raw_data if isinstance(body, StreamValue) else []
    return next((part for row in rows if (part := f"body.{row['id']}") in parts), "")
