"""The demo's glossary of translators."""

from wagtail.models import Locale

from demo.texts import list_glossary_texts
from desk.models import GlossaryTerm


def create_glossary() -> None:
    """Create the English terms of the demo that are missing; those that exist stay as they are."""
    english = Locale.objects.get(language_code="en")
    for texts in list_glossary_texts():
        fields = {"translation": texts["translation"], "note": texts.get("note", "")}
        GlossaryTerm.objects.get_or_create(term=texts["term"], locale=english, defaults=fields)
