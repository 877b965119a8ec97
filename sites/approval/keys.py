"""Primary keys as text, as Wagtail's workflow models store them in ``object_id``."""

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page


def as_object_ids(pages: QuerySet[Page]) -> QuerySet:
    """Return the primary keys of ``pages`` as text, for ``object_id__in`` of a workflow state."""
    return pages.annotate(object_id=Cast("pk", CharField())).values("object_id")
