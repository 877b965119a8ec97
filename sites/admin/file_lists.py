"""Lists of documents and pictures in the admin, with who sees each of them.

Wagtail's URLs refer to its own view classes, so these are changed (see ``wagtail_overrides``).
"""

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
    for view in (documents.IndexView, images.IndexView):
        _extend(view)


def _extend(view: Any) -> None:
    decorate, columns = view.decorate_paginated_queryset, view.columns.func

    def decorate_with_states(self: Any, object_list: Any) -> Any:
        files = decorate(self, object_list)
        labels = get_state_labels(list(files))
        for file in files:
            file.state_label = labels[file.pk]
        return files

    def columns_with_state(self: Any) -> list[Any]:
        found = columns(self)
        # There are none where pictures stand side by side; their template shows it.
        state = [Column("state_label", label=_("On the websites"))] if found else []
        return [*found[:PLACE], *state, *found[PLACE:]]

    view.decorate_paginated_queryset = decorate_with_states
    view.columns = cached_property(columns_with_state)
    view.columns.__set_name__(view, "columns")
