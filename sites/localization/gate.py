"""The gate: no translation is published while what readers need first has no words.

That is title, instruction, summary or lead, and the first block of the text. What else has none is
shown in the language of the source and marked so (``sites.localization.display``). Home and index
pages have no more than a title and a lead, so a website can be opened in a language with two texts.
A source that is published never waits for words: a translation of an important bulletin or an
emergency that lacks these is withheld then.
"""

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue

from sites.localization.rendering import Rendering, list_worded_parts
from sites.localization.segments import get_part
from sites.localization.sources import get_language_name
from sites.localization.validation import PublicationRefusedError

# Fields without which a translation says nothing, or something dangerous.
REQUIRED_FIELDS = ("title", "instruction", "summary", "lead")
# Blocks with what people have to do.
STEPS = frozenset(("measures", "steps"))
# Value of ``Bulletin.urgency``; pages have none.
ROUTINE = "routine"


class UntranslatedError(PublicationRefusedError):
    """Refusal to publish a translation of which a required part has no words."""


def check_translated(obj: Model, source: Any, rendering: Rendering) -> None:
    """Raise UntranslatedError if a required part of a translation has no words."""
    if errors := list_untranslated_errors(obj, source, rendering):
        raise UntranslatedError(obj, errors)


def list_untranslated_errors(obj: Any, source: Any, rendering: Rendering) -> dict[str, str]:
    """Return a message by path for each required part without words; {} if there is none."""
    required = _list_required(source)
    language = get_language_name(obj.locale)
    message = _("Has not been translated into %(language)s.") % {"language": language}
    return {path: message for path in sorted(rendering.missing) if get_part(path) in required}


def is_withheld(source: Any, rendering: Rendering) -> bool:
    """Return whether readers get the source, wholly, in place of a rendering.

    That is so for an important bulletin or an emergency of which a required part has no words.
    """
    if not is_urgent(source):
        return False
    rows = source.body.raw_data if isinstance(source.body, StreamValue) else []
    steps = {f"body.{row.get('id')}" for row in rows if row["type"] in STEPS}
    return bool(rendering.foreign & (_list_required(source) | steps))


def is_urgent(source: Any) -> bool:
    """Return whether a source is an important bulletin or an emergency."""
    return str(getattr(source, "urgency", ROUTINE)) != ROUTINE


def _list_required(source: Any) -> set[str]:
    parts = list_worded_parts(source)
    first = next((part for part in parts if part.startswith("body.")), None)
    return {part for part in parts if part in REQUIRED_FIELDS or part == first}
