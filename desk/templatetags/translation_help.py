"""Template tag with the help for translators, for the template of the translation editor."""

from django import template
from wagtail_localize.models import Translation

from desk.selectors.translation_help import PassageHelp, get_editor_help

register = template.Library()


@register.simple_tag
def translation_help(translation: Translation) -> list[PassageHelp]:
    """Return what a translator is shown beside the fields of the translation editor."""
    return get_editor_help(translation)
