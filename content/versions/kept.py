"""Copies of decided versions that outlive their page or bulletin."""

from typing import Any

from django.db import models
from django.db.models import QuerySet
from wagtail.models import Page, Revision

from content.models import Decision, KeptVersion
from content.versions.decisions import list_decisions

_COPIED = ("content_type_id", "base_content_type_id", "object_id", "object_str", "content")


def keep_versions(obj: models.Model) -> None:
    """Copy the decided versions of a page or bulletin that a program is about to delete.

    Two queries, and two more for each decided version.
    """
    decisions = list_decisions(obj).order_by()
    for version in Revision.objects.filter(pk__in=decisions.values("version")):
        copied = {name: getattr(version, name) for name in (*_COPIED, "created_at")}
        decisions.filter(version=version).update(kept=KeptVersion.objects.create(**copied))


def list_expired_versions(limit: Any) -> QuerySet[KeptVersion]:
    """Return the copies of which each decision was made before ``limit``, a time."""
    younger = Decision.objects.filter(kept__isnull=False, at__gte=limit)
    return KeptVersion.objects.exclude(pk__in=younger.values("kept"))


def is_base_row(obj: models.Model) -> bool:
    """Return whether ``obj`` is the row that decisions are about, not the rest of a page."""
    return type(obj) is Page if isinstance(obj, Page) else True
