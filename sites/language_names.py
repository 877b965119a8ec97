"""Names of languages as they stand within a sentence."""

from django.utils.translation import get_language
from wagtail.models import Locale


def get_name_in_sentence(locale: Locale) -> str:
    """Return what a language is called within a sentence: “bản tiếng Anh”, “in English”.

    Vietnamese writes the name with a capital only where it stands alone or begins a sentence;
    there use Wagtail's ``locale.get_display_name()``.
    """
    name: str = locale.get_display_name()
    is_vietnamese = (get_language() or "").startswith("vi")
    return f"{name[:1].lower()}{name[1:]}" if is_vietnamese else name
