"""The rows in which Wagtail keeps the languages of the installation."""

from django.conf import settings
from wagtail.models import Locale


def create_locales() -> None:
    """Create the ``Locale`` of every declared language that has none.

    One whose language is no longer declared stays, with its pages; no website shows them.
    """
    for code in settings.LANGUAGE_TABLE:
        Locale.objects.get_or_create(language_code=code)
