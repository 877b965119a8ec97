"""Tags are one list for the whole installation, so nobody sees or gives one.

The forms of pictures and documents have no field for them; see ``sites.models.files``.
"""

from typing import Any

from django.db.models import QuerySet
from taggit.models import Tag
from wagtail.admin import filters
from wagtail.documents.views.bulk_actions import AddTagsBulkAction as TagDocuments
from wagtail.images.views import chooser
from wagtail.images.views.bulk_actions import AddTagsBulkAction as TagImages

from sites.unhooking import unhook


def hide() -> None:
    """Empty the lists of popular tags, which Wagtail makes from everybody's files, and take away
    the actions that give one to several files at once.
    """
    filters.popular_tags_for_model = no_tags
    chooser.popular_tags_for_model = no_tags
    for action in (TagDocuments, TagImages):
        unhook("register_bulk_action", action)


def no_tags(model: Any, count: int = 10) -> QuerySet[Tag]:
    return Tag.objects.none()
