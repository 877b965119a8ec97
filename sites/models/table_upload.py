"""Models of uploaded tables, of agencies or people, that are previewed and then carried out."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

LIFETIME = timedelta(hours=1)


class TableKind(models.TextChoices):
    """What a table is about."""

    AGENCIES = "agencies"
    INVITATIONS = "invitations"


class TableUploadQuerySet(models.QuerySet["TableUpload"]):
    """Uploaded tables."""

    def delete_old(self) -> None:
        """Delete those older than 24 hours, but none that is being written."""
        old = self.filter(uploaded_at__lt=timezone.now() - 24 * LIFETIME)
        old.exclude(run__isnull=False, run__finished_at=None).delete()


class TableUpload(models.Model):
    """An uploaded table, stored with what it would do.

    What is carried out are the stored rows, so it cannot differ from the file that was previewed;
    see ``sites.services.bulk_provisioning`` and ``members.services.bulk_invitations``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(
        max_length=20,
        choices=TableKind.choices,
        default=TableKind.AGENCIES,
        db_default=TableKind.AGENCIES,
    )
    file_name = models.CharField(max_length=255)
    rows = models.JSONField(help_text="What each row says, such as arguments of provision_agency.")
    outcomes = models.JSONField(help_text="What the rows would do, or have done.")
    ignored = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        help_text="Headings of columns that are not read.",
    )
    similar = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        help_text="Names that may mean the same: code and name, code and name of the other.",
    )
    # Confirmed: carried out, or begun where the table has a run.
    done_at = models.DateTimeField(null=True)

    objects = TableUploadQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.file_name

    def is_expired(self, at: datetime | None = None) -> bool:
        """Return whether the upload is older than one hour at ``at`` (default: now)."""
        return (at or timezone.now()) > self.uploaded_at + LIFETIME


class TableRun(models.Model):
    """How far background work has written a long table.

    A row of its own, because it is saved with each row of the table, which may be thousands.
    """

    upload = models.OneToOneField(TableUpload, models.CASCADE, primary_key=True, related_name="run")
    started_at = models.DateTimeField(default=timezone.now)
    position = models.PositiveIntegerField(default=0, help_text="Rows that are done.")
    failures = models.JSONField(default=list, help_text="Code and reason of what was refused.")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.upload)
