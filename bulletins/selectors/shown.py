"""Prepared queries of the list and the page of bulletins at each visit."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from bulletins.models import (
    Bulletin,
    BulletinAttachment,
    BulletinAudience,
    BulletinNote,
    BulletinQuerySet,
    Placement,
    ShowingAgency,
)
from bulletins.selectors.banners import list_unread_columns
from ops.database.prepared_query import prepared_query
from sites.caching.site_cache import get_or_build
from sites.models import Agency
from sites.requests import AgencyRequest


def list_first(agency: Agency, number: int) -> list[Bulletin]:
    """Return so many of the bulletins in force on an agency's website, most urgent first.

    Without the pinned ones.
    """
    unread = list_unread_columns()
    return _list_first(number, unread, at=timezone.now(), **_get_values(agency))


def list_pinned(agency: Agency) -> list[Bulletin]:
    """Return the bulletins in force that an agency has pinned, with ``pinned_here``."""
    return _list_pinned(list_unread_columns(), at=timezone.now(), **_get_values(agency))


def count_visible(agency: Agency, most: int) -> int:
    """Return the number of bulletins in force on an agency's website, ``most`` at most."""
    return _list_visible.count(most, at=timezone.now(), **_get_values(agency))


def find_published(request: AgencyRequest, slug: str) -> Bulletin | None:
    """Return the source with this slug that the website shows, expired or not.

    With its issuer, notes, files, and what is said of the website's agency and of the issuer in
    its audience and placements. None if the website shows no such bulletin. The rules are those of
    the instance (``is_addressed_to``, ``is_hidden_on``), the same as of ``published_to``: in SQL
    they take PostgreSQL longer to plan than all else that a page asks.
    """
    agency = request.agency
    bulletin = next(iter(_list_started(slug=slug, at=timezone.now())), None)
    if bulletin is None:
        return None
    issuer = bulletin.source = _find_issuer(request, bulletin.source_id)
    # Who is named in an audience may be thousands.
    codes = sorted({*agency.codes, *(issuer.codes if issuer else [])})
    # In memory, as a form of the admin has them. Django would write the SQL of a prefetch anew.
    bulletin.audience.set(_list_audience(bulletin=bulletin.pk, codes=codes))
    if not bulletin.is_addressed_to(agency):
        return None
    bulletin.known_placements = _find_placements(bulletin, agency, issuer or agency)
    if bulletin.is_hidden_on(agency):
        return None
    pk = bulletin.pk
    bulletin.notes.set(_list_notes(bulletin=pk) if bulletin.has_notes else [])
    bulletin.attachments.set(_list_attachments(bulletin=pk) if bulletin.has_attachments else [])
    return bulletin


def _find_issuer(request: AgencyRequest, issuer: int | None) -> Agency | None:
    """Return the agency with this primary key, and what its codes and addresses need."""
    if issuer is None or issuer == request.agency.pk:
        return request.agency if issuer else None
    agencies = Agency.objects.with_site().select_related("parent")
    found = get_or_build(
        request, f"issuer {issuer}", lambda: agencies.get(pk=issuer), own_only=True
    )
    # A group changes with the bulletins for it, not with the directory.
    found.group_ids = get_or_build(request, f"groups of {issuer}", lambda: found.group_ids)
    return found


def _find_placements(
    bulletin: Bulletin, agency: Agency, issuer: Agency
) -> dict[int, Placement | None]:
    """Return the placements of both agencies, as ``known_placements``.

    Whether the issuer hides its bulletin decides which address is the canonical one.
    """
    rows = _list_placements(bulletin=bulletin.pk, agency=agency.pk, issuer=issuer.pk)
    return {agency.pk: None, issuer.pk: None} | {row.agency_id: row for row in rows}


def _get_values(agency: Agency) -> dict[str, Any]:
    """Return the values of ``ShowingAgency``."""
    return {name: getattr(agency, name) for name in ShowingAgency._fields}


@prepared_query
def _list_first(
    number: int, unread: tuple[str, ...], *, at: datetime, **agency: Any
) -> BulletinQuerySet:
    website = ShowingAgency(**agency)
    shown = Bulletin.objects.visible_on(website, at).not_pinned_on(website)
    return shown.select_related("locale").defer(*unread).ordered_for_feed()[:number]


@prepared_query
def _list_pinned(unread: tuple[str, ...], *, at: datetime, **agency: Any) -> BulletinQuerySet:
    website = ShowingAgency(**agency)
    pinned = Bulletin.objects.visible_on(website, at).pinned_on(website)
    listed = pinned.with_placement(website).select_related("locale").defer(*unread)
    return listed.ordered_for_feed()


@prepared_query
def _list_visible(most: int, *, at: datetime, **agency: Any) -> BulletinQuerySet:
    visible = Bulletin.objects.visible_on(ShowingAgency(**agency), at)
    return visible.order_by().only("pk")[:most]


@prepared_query
def _list_started(*, slug: str, at: datetime) -> BulletinQuerySet:
    started = Bulletin.objects.started(at).filter(slug=slug)
    return started.select_related("locale").annotate(
        has_attachments=_has_rows("attachments"),
        has_notes=_has_rows("notes"),
        has_recordings=_has_rows("recordings"),
    )


def _has_rows(relation: str) -> Exists:
    related = Bulletin._meta.get_field(relation).related_model
    return Exists(related.objects.filter(bulletin=OuterRef("pk")))


@prepared_query
def _list_placements(*, bulletin: int, agency: int, issuer: int) -> Any:
    either = Q(agency=agency) | Q(agency=issuer)
    return Placement.objects.filter(either, bulletin=bulletin)


@prepared_query
def _list_audience(*, bulletin: int, codes: list[str]) -> Any:
    return BulletinAudience.objects.filter(bulletin=bulletin, code__in=codes)


@prepared_query
def _list_notes(*, bulletin: int) -> Any:
    return BulletinNote.objects.filter(bulletin=bulletin)


@prepared_query
def _list_attachments(*, bulletin: int) -> Any:
    return BulletinAttachment.objects.filter(bulletin=bulletin).select_related("document")
