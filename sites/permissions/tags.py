"""Removal of tags of images and documents from the admin.

Tags are one list for the whole installation, so they would show words of other agencies. The
forms of images and documents have no field for them either; see ``content.models.files``.
"""

from typing import Any

from django.db.models import QuerySet
from taggit.models import Tag
from wagtail.admin import filters
from wagtail.documents.views.bulk_actions import AddTagsBulkAction as TagDocuments
from wagtail.images.views import chooser
from wagtail.images.views.bulk_actions import AddTagsBulkAction as TagImages

from sites.hooks import unregister_hook


def disable_tags() -> None:
    """Empty Wagtail's lists of popular tags and remove the bulk actions that add tags.

    Wagtail builds the lists from the files of all agencies.
    """
    filters.popular_tags_for_model = get_no_tags
    chooser.popular_tags_for_model = get_no_tags
    for action in (TagDocuments, TagImages):
        unregister_hook("register_bulk_action", action)


def get_no_tags(model: Any, count: int = 10) -> QuerySet[Tag]:
    """Return no tags: a replacement of Wagtail's ``popular_tags_for_model``."""
    return Tag.objects.none()
