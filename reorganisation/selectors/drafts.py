"""Versions that are not public and may become so: rows do not show what they say.

The row of a page or a bulletin has what is public. What somebody has written since, or scheduled,
is in the JSON of revisions, and comes into the row when it is published.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Revision

from bulletins.models import Bulletin
from reorganisation.selectors.following_codes import get_following_codes
from sites.models import Agency


def list_versions(objects: QuerySet[Any]) -> QuerySet[Revision]:
    """Return the latest versions of pages or bulletins, and those that are scheduled.

    The latest one is what the editor opens and what approval publishes; it may be public.
    """
    versions = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(objects.model),
        # Revisions have keys as text.
        object_id__in=objects.values(key=Cast("pk", CharField())),
    )
    latest = objects.filter(latest_revision__isnull=False).values("latest_revision")
    return versions.filter(Q(pk__in=latest) | Q(approved_go_live_at__isnull=False)).order_by("pk")


def list_bulletin_drafts(agency: Agency) -> list[Revision]:
    """Return the drafts of bulletins that name an agency as issuer or among those addressed.

    Those of withdrawn bulletins too: they may be brought back. Translations name nobody by
    themselves.
    """
    codes = get_following_codes(agency, []).keys()
    named = Q(content__source=agency.pk)
    for code in codes:
        # With its quotation marks a code matches only itself: not agency:12 for agency:1.
        named |= Q(content__audience__icontains=f'"{code}"')
    sources = Bulletin.objects.sources().order_by()
    public = sources.filter(live_revision__isnull=False).values("live_revision")
    return [
        draft
        for draft in list_versions(sources).filter(named).exclude(pk__in=public)
        if draft.content.get("source") == agency.pk or codes & {*list_included(draft.content)}
    ]


def list_included(content: dict[str, Any]) -> Iterable[str]:
    """Return the codes that the audience of a version of a bulletin includes."""
    return [line["code"] for line in content.get("audience", []) if not line["excluded"]]
