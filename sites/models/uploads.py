"""Tables of agencies that somebody has uploaded and may carry out."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

LIFETIME = timedelta(hours=1)


class TableUpload(models.Model):
    """A table that was read and tried out: what it would do is kept with it.

    What is carried out is this, and not another file; see ``sites.bulk_provisioning``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    file_name = models.CharField(max_length=255)
    rows = models.JSONField(help_text="The arguments of provision_agency, one row each.")
    outcomes = models.JSONField(help_text="What the rows would do, or have done.")
    done_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.file_name

    def is_expired(self, at: datetime | None = None) -> bool:
        """Whether it is too old to be carried out at a moment (default: now)."""
        return (at or timezone.now()) > self.uploaded_at + LIFETIME
