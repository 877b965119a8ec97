"""The orders in which lists of pages can be put: by title, state, last change or a field."""

from collections.abc import Sequence
from typing import Any, overload

from django.db.models import Case, F, IntegerField, OrderBy, Value, When
from django.db.models.functions import Coalesce
from wagtail.models import Page, WorkflowState
from wagtail.query import PageQuerySet

from content.text.collation import get_sort_key

TITLE, STATE, CHANGED = "title", "state", "changed"
# Pages whose titles are put into Vietnamese order; longer lists are left to the database.
MAX_SORTED = 5_000


def order_pages(pages: PageQuerySet, ordering: str) -> PageQuerySet:
    """Return the pages in the order ``ordering``: a name above or a field, with "-" the reverse.

    The pages have to come from ``with_submission``. What is equal stands in the order of the tree.
    """
    name, is_reversed = ordering.removeprefix("-"), ordering.startswith("-")
    keys: dict[str, Any] = {
        TITLE: F("draft_title"),
        # First what somebody has to do something about.
        STATE: Case(
            When(submission=WorkflowState.STATUS_NEEDS_CHANGES, then=Value(0)),
            When(submission=WorkflowState.STATUS_IN_PROGRESS, then=Value(1)),
            When(live=False, then=Value(2)),
            When(has_unpublished_changes=True, then=Value(3)),
            default=Value(4),
            output_field=IntegerField(),
        ),
        CHANGED: Coalesce("latest_revision__created_at", "last_published_at"),
    }
    key = keys.get(name, F(name))
    return pages.order_by(OrderBy(key, descending=is_reversed, nulls_last=True), "path")


class PagesByTitle(Sequence[Page]):
    """Pages in the Vietnamese order of their titles, which databases do not know.

    A slice fetches its pages alone. ``pages``: of any order. Of more than ``MAX_SORTED`` pages the
    order is that of the database.
    """

    def __init__(self, pages: PageQuerySet, *, is_reversed: bool) -> None:
        self.pages = pages
        rows = list(pages.order_by("draft_title").values_list("pk", "draft_title"))
        if len(rows) <= MAX_SORTED:
            rows.sort(key=lambda row: get_sort_key(row[1]))
        self.keys = [pk for pk, _title in (reversed(rows) if is_reversed else rows)]

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, index: int) -> Page: ...
    @overload
    def __getitem__(self, index: slice) -> list[Page]: ...
    def __getitem__(self, index: int | slice) -> Page | list[Page]:
        if isinstance(index, int):
            return self.pages.get(pk=self.keys[index])
        keys = self.keys[index]
        found = {page.pk: page for page in self.pages.filter(pk__in=keys)}
        return [found[key] for key in keys if key in found]
