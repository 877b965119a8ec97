"""Lists of documents and pictures in the admin: all that a person may use, and who sees each.

Wagtail's URLs refer to its own view classes, so these are changed (see ``wagtail_overrides``).
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.filters import CollectionFilter
from wagtail.admin.ui.tables import BaseColumn, Column, UsageCountColumn
from wagtail.documents.views import documents
from wagtail.images.views import images
from wagtail.models import Collection, ReferenceIndex

from content.models import CustomImage
from sites.admin.files import LISTED_ACTIONS
from sites.selectors.file_usage import get_state_labels

# Position of the column, after that of the collection.
PLACE = 4


class CollectionsMixin:
    """Filter set mixin that offers the collections which files are listed of, if several."""

    filters: dict[str, Any]
    permission_policy: Any

    def __init__(self, data: Any = None, queryset: Any = None, **kwargs: Any) -> None:
        super().__init__(data, queryset, **kwargs)  # type: ignore[call-arg]
        self.filters.pop("collection_id", None)
        user = kwargs["request"].user
        files = self.permission_policy.instances_user_has_any_permission_for(user, LISTED_ACTIONS)
        collections = Collection.objects.filter(pk__in=files.order_by().values("collection"))
        if len(collections) > 1:
            self.filters["collection_id"] = CollectionFilter(
                field_name="collection_id", label=_("Collection"), queryset=collections
            )


class DocumentFilterSet(CollectionsMixin, documents.DocumentsFilterSet):
    """Filters of the list of documents."""


class ImageFilterSet(CollectionsMixin, images.ImagesFilterSet):
    """Filters of the list of pictures."""


def apply_patches() -> None:
    """List all files that a person may use, with their state; called once, from ``ready()``.

    A title leads to the screen of its file (``sites.admin.files``).
    """
    for_documents, for_images = documents.IndexView, images.IndexView
    documents.IndexView.decorate_paginated_queryset = _decorate_with_states(for_documents)
    documents.IndexView.columns = _adapt_columns(for_documents)
    documents.IndexView.get_base_queryset = _list_files
    documents.IndexView.filterset_class = DocumentFilterSet
    documents.IndexView.edit_url_name = "files:document"
    images.IndexView.decorate_paginated_queryset = _decorate_with_states(for_images)
    images.IndexView.columns = _adapt_columns(for_images)
    images.IndexView.get_base_queryset = _list_files
    images.IndexView.filterset_class = ImageFilterSet
    images.IndexView.edit_url_name = "files:picture"


def _list_files(self: Any) -> QuerySet[Any]:
    """Return the files that the user may choose, change or delete; Wagtail leaves out the first."""
    policy = self.permission_policy
    files = policy.instances_user_has_any_permission_for(self.request.user, LISTED_ACTIONS)
    files = files.select_related("collection")
    if self.model is CustomImage:
        files = files.prefetch_renditions("max-165x165")
    if self.needs_usage_count_subquery:
        files = files.annotate(usage_count=ReferenceIndex.usage_count_subquery(self.model))
    return files


def _decorate_with_states(view: Any) -> Callable[[Any, Any], Any]:
    decorate = view.decorate_paginated_queryset

    def decorate_with_states(self: Any, object_list: Any) -> Any:
        files = decorate(self, object_list)
        labels = get_state_labels(list(files))
        for file in files:
            file.state_label = labels[file.pk]
        return files

    return decorate_with_states


def _adapt_columns(view: Any) -> Any:
    list_columns = view.columns.func

    def columns_with_state(self: Any) -> list[Any]:
        found = [_replace_usage(column) for column in list_columns(self)]
        # There are none where pictures stand side by side; their template shows it.
        state = [Column("state_label", label=_("On the websites"))] if found else []
        return [*found[:PLACE], *state, *found[PLACE:]]

    columns = cached_property(columns_with_state)
    columns.__set_name__(view, "columns")
    return columns


def _replace_usage(column: BaseColumn) -> BaseColumn:
    """Return a column without Wagtail's links to usages, which the screen of a file names."""
    if not isinstance(column, UsageCountColumn):
        return column
    return Column(
        "usage_count",
        label=column.label,
        accessor=_format_usage,
        sort_key=column.sort_key,
        width=column.width,
    )


def _format_usage(file: Any) -> str:
    count = file.usage_count
    return ngettext("Used %(count)s time", "Used %(count)s times", count) % {"count": count}
