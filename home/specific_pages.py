"""Reads pages as objects of their types."""

from typing import Any

from wagtail.models import Page
from wagtail.query import PageQuerySet

from ops.database.prepared_query import prepared_query


def load_specific(page: Page) -> Any:
    """Return a page as an object of its type, as ``Page.specific`` does, by a prepared query.

    What was known of it is known of the result too. The page itself if it is of its type already,
    or if that is not installed any more. Raises DoesNotExist if it has been deleted meanwhile.
    """
    model = page.specific_class
    if model is None or isinstance(page, model):
        return page
    found = _list_of_type(model, pk=page.pk)
    if not found:
        raise model.DoesNotExist
    for name, value in vars(page).items():
        vars(found[0]).setdefault(name, value)
    return found[0]


@prepared_query
def _list_of_type(model: type[Page], *, pk: int) -> PageQuerySet:
    return model._default_manager.filter(pk=pk)
