"""Records of imported content."""

from typing import Any

from django.db import models
from wagtail.models import Page

from bulletins.models import Bulletin
from sites.models import Agency


class ImportedForm(models.TextChoices):
    """What a line was imported as; later imports do not change it."""

    ARTICLE = "article"
    DOCUMENT = "document"
    BULLETIN = "bulletin"


class ImportedContent(models.Model):
    """Imported line of an old portal, and the page or bulletin that it became.

    ``key``: its id in the file; ``digest``: hash of the line at the last import, so that an
    unchanged line is skipped. The row is deleted with its page or bulletin.
    """

    key = models.CharField(max_length=200, unique=True)
    form = models.CharField(max_length=8, choices=ImportedForm.choices)
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    language = models.CharField(max_length=5)
    digest = models.CharField(max_length=64)
    page = models.OneToOneField(Page, models.CASCADE, null=True, related_name="+")
    bulletin = models.OneToOneField(Bulletin, models.CASCADE, null=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(page=None) ^ models.Q(bulletin=None),
                name="imported_as_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def identity(self) -> tuple[Any, ...]:
        """Return what a later line with the same key must not change."""
        return self.form, self.agency_id, self.language
