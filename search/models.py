from django.contrib.contenttypes.models import ContentType
from django.db import models

from sites.models import Agency


class SearchEntry(models.Model):
    """The searchable words of one page or bulletin.

    Only words are kept here. Whether a reader may see the thing is asked of the thing itself at
    every search, so that nothing is found that has just been taken away.
    """

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    agency = models.ForeignKey(
        Agency,
        models.CASCADE,
        null=True,
        related_name="+",
        help_text="Whose website the page is on; empty for bulletins, which belong to no site.",
    )
    language = models.CharField(max_length=10)
    title = models.TextField()
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id"], name="one_entry_each"),
        ]

    def __str__(self) -> str:
        return self.title.strip()
