"""Bounds and cleans what wagtail-localize stores, whoever writes it: its editor, a PO file, code.

wagtail-localize parses a text at every save and every time it is shown.
"""

import json
from typing import Any

from django.db.models.signals import pre_save
from django.utils.translation import gettext as _
from wagtail_localize.models import SegmentOverride, String, StringTranslation

from sites.input_limits import check_markup
from sites.rich_text_sanitizer import clean_translation, lost_markup, runs_script

# Characters of one translated text: a whole cell of a table or paragraph.
MAX_TRANSLATION_LENGTH = 20_000


def connect() -> None:
    pre_save.connect(clean_string, sender=String)
    pre_save.connect(clean_string_translation, sender=StringTranslation)
    pre_save.connect(clean_override, sender=SegmentOverride)


def clean_string(instance: String, **kwargs: object) -> None:
    """Raise InputLimitError for a text that no parser reads in a moment; clean any other."""
    check_markup(instance.data)
    # Its hash stays that of what was extracted: wagtail-localize finds it by that.
    if instance.data and instance.data_hash is None:
        instance.data_hash = String._get_data_hash(instance.data)
    instance.data = clean_translation(instance.data)


def clean_string_translation(instance: StringTranslation, **kwargs: Any) -> None:
    """Keep what is allowed. Where that is less than was written, the translator is told at the
    string, and it is on no page until somebody has looked at it and saved it once more.

    Raises InputLimitError for a text that is too long or whose elements lie too deep.
    """
    if instance.data is None:
        return
    check_markup(instance.data, max_length=MAX_TRANSLATION_LENGTH)
    written, instance.data = instance.data, clean_translation(instance.data)
    if lost_markup(written, instance.data):
        instance.has_error = True
        instance.field_error = _(
            "Parts of this text are not allowed here and were taken out. Please check what is "
            "left, and save it again."
        )


def clean_override(instance: SegmentOverride, **kwargs: object) -> None:
    """Empty an address that runs a script; other overrides are keys and plain texts."""
    try:
        value = json.loads(instance.data_json)
    except ValueError:
        return
    if isinstance(value, str) and runs_script(value):
        instance.data_json = json.dumps("")
