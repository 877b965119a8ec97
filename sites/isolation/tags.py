"""Tags are one list for the whole installation, so they are not shown to anybody.

Nobody can give one: the forms of pictures and documents have no field for it.
"""

from typing import Any

from django.db.models import QuerySet
from taggit.models import Tag
from wagtail.admin import filters
from wagtail.images.views import chooser


def hide() -> None:
    """Empty the lists of popular tags, which Wagtail makes from everybody's files."""
    filters.popular_tags_for_model = no_tags
    chooser.popular_tags_for_model = no_tags


def no_tags(model: Any, count: int = 10) -> QuerySet[Tag]:
    return Tag.objects.none()
