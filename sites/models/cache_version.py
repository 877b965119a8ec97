"""Model of the cache versions of websites."""

from django.db import models


class CacheVersion(models.Model):
    """The cache version of an audience code: a random number, replaced after every change.

    See ``sites.caching.versions``.
    """

    code = models.CharField(max_length=100, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.code}: {self.number}"
