"""Model of the purges that edges have still to be asked for."""

from django.db import models


class EdgePurge(models.Model):
    """What an edge has to forget: the pages that depend on ``codes`` (with spaces between).

    Made in the transaction of the change. ``purged_at``: when the edge did so first, None before;
    the queue has it do so again a little later, and deletes the row. ``error``: why it could not be
    asked at last, empty while it could. See ``sites.caching.edges``.
    """

    edge = models.CharField(max_length=255)
    codes = models.TextField()
    created_at = models.DateTimeField()
    purged_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=255, default="")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.edge}: {self.codes}"
