"""Lists of documents and pictures in the admin, with who sees each of them.

Wagtail's URLs refer to its own view classes, so these are changed (see ``wagtail_overrides``).
"""

from collections.abc import Callable
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.documents.views import documents
from wagtail.images.views import images

from sites.selectors.file_usage import get_state_labels

# Position of the column, after that of the collection.
PLACE = 4


def apply_patches() -> None:
    """Add the state of each file to both lists; called once, from ``ready()``."""
    for_documents, for_images = documents.IndexView, images.IndexView
    documents.IndexView.decorate_paginated_queryset = _decorate_with_states(for_documents)
    documents.IndexView.columns = _add_state_column(for_documents)
    images.IndexView.decorate_paginated_queryset = _decorate_with_states(for_images)
    images.IndexView.columns = _add_state_column(for_images)


def _decorate_with_states(view: Any) -> Callable[[Any, Any], Any]:
    decorate = view.decorate_paginated_queryset

    def decorate_with_states(self: Any, object_list: Any) -> Any:
        files = decorate(self, object_list)
        labels = get_state_labels(list(files))
        for file in files:
            file.state_label = labels[file.pk]
        return files

    return decorate_with_states


def _add_state_column(view: Any) -> Any:
    list_columns = view.columns.func

    def columns_with_state(self: Any) -> list[Any]:
        found = list_columns(self)
        # There are none where pictures stand side by side; their template shows it.
        state = [Column("state_label", label=_("On the websites"))] if found else []
        return [*found[:PLACE], *state, *found[PLACE:]]

    columns = cached_property(columns_with_state)
    columns.__set_name__(view, "columns")
    return columns
