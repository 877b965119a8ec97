"""Which pages other objects link to."""

from django.db.models import CharField
from django.db.models.functions import Cast
from wagtail.models import Page, ReferenceIndex


def is_linked(page: Page) -> bool:
    """Return whether anything links to the page or its descendants, whose URLs depend on it."""
    keys = page.get_descendants(inclusive=True).values_list(Cast("pk", CharField()))
    content_type = ReferenceIndex._get_base_content_type(Page)
    references = ReferenceIndex.objects.filter(to_content_type=content_type)
    return references.filter(to_object_id__in=keys).exists()
