"""What came from an old portal, and as what."""

from typing import Any

from django.db import models
from wagtail.models import Page

from bulletins.models import Bulletin
from sites.models import Agency


class ImportedForm(models.TextChoices):
    """What a line has become; it stays that."""

    ARTICLE = "article"
    DOCUMENT = "document"
    BULLETIN = "bulletin"


class ImportedContent(models.Model):
    """A piece of old content by the name it had there, and the page or bulletin it has become.

    ``digest`` is the hash of what the line said when it was imported last: what says the same
    again is left alone. The row goes with its page or bulletin.
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
        """What no later line of the same name may change."""
        return self.form, self.agency_id, self.language
