"""Words of a unit's records before their publication."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sites.models import Agency


class WaitingWords(models.Model):
    """Words that a member wrote into a record of an agency, and that citizens do not see yet.

    ``kind``: name of a ``RecordKind`` (``members.services.waiting_words``). ``object_id``: which
    record of this kind, "" where the agency has one. ``words``: texts by field. ``authors``: all
    who have written since the last decision. ``returned``: what a moderator wants changed; "" while
    the words wait for a moderator.
    """

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    object_id = models.CharField(max_length=20, blank=True)
    words = models.JSONField()
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    returned = models.TextField(blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        verbose_name = _("words that wait")
        verbose_name_plural = _("words that wait")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "kind", "object_id"], name="waiting_words_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {self.kind}"
