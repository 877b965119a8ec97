"""Keys the way Wagtail's workflows store them."""

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page


def as_object_ids(pages: QuerySet[Page]) -> QuerySet:
    """Return the keys of ``pages`` as text, to compare them with ``object_id``."""
    return pages.annotate(object_id=Cast("pk", CharField())).values("object_id")
