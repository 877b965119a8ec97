"""What the list and the page of bulletins of a website ask at each visit, in prepared queries."""

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
from ops.database.prepared_query import prepared_query
from sites.caching.site_cache import get_or_build
from sites.models import Agency
from sites.requests import AgencyRequest

# Relations in which few bulletins have rows: the query of a bulletin tells in which it has none.
RARE_RELATIONS = ("attachments", "notes", "recordings")


def list_first(agency: Agency, number: int) -> list[Bulletin]:
    """Return so many of the bulletins in force on an agency's website, most urgent first.

    Without the pinned ones.
    """
    return _list_first(number, at=timezone.now(), **_get_values(agency))


def list_pinned(agency: Agency) -> list[Bulletin]:
    """Return the bulletins in force that an agency has pinned, with ``pinned_here``."""
    return _list_pinned(at=timezone.now(), **_get_values(agency))


def count_visible(agency: Agency, most: int) -> int:
    """Return the number of bulletins in force on an agency's website, ``most`` at most."""
    return _list_visible.count(most, at=timezone.now(), **_get_values(agency))


def find_published(request: AgencyRequest, slug: str) -> Bulletin | None:
    """Return the source with this slug that the website shows, expired or not.

    With its issuer, audience, notes, files, and the placements of both agencies. None if the
    website shows no such bulletin. The rules are those of the instance (``is_addressed_to``,
    ``is_hidden_on``): in SQL they take PostgreSQL longer to plan than all else that a page asks.
    """
    agency = request.agency
    bulletin = next(iter(_list_started(slug=slug, at=timezone.now())), None)
    if bulletin is None:
        return None
    # In memory, as a form of the admin has them. Django would write the SQL of a prefetch anew.
    bulletin.audience.set(_list_audience(bulletin=bulletin.pk))
    if not bulletin.is_addressed_to(agency):
        return None
    bulletin.source = _find_issuer(request, bulletin.source_id)
    bulletin.known_placements = _find_placements(bulletin, agency)
    if bulletin.is_hidden_on(agency):
        return None
    empty = bulletin.empty_relations = frozenset(
        name for name in RARE_RELATIONS if not getattr(bulletin, _name_annotation(name))
    )
    bulletin.notes.set([] if "notes" in empty else _list_notes(bulletin=bulletin.pk))
    bulletin.attachments.set(
        [] if "attachments" in empty else _list_attachments(bulletin=bulletin.pk)
    )
    return bulletin


def _name_annotation(relation: str) -> str:
    return f"has_{relation}"


def _find_issuer(request: AgencyRequest, issuer: int | None) -> Agency | None:
    """Return the agency with this primary key, and what its codes and addresses need."""
    if issuer is None:
        return None

    def load() -> Agency:
        found = Agency.objects.with_site().select_related("parent").get(pk=issuer)
        _ = found.group_ids
        return found

    return get_or_build(request, f"issuer {issuer}", load)


def _find_placements(bulletin: Bulletin, agency: Agency) -> dict[int | None, Placement | None]:
    """Return the placements of an agency and of the issuer, as ``known_placements``.

    Whether the issuer hides its bulletin decides which address is the canonical one.
    """
    issuer = bulletin.source_id
    rows = _list_placements(bulletin=bulletin.pk, agency=agency.pk, issuer=issuer)
    return {agency.pk: None, issuer: None} | {row.agency_id: row for row in rows}


def _get_values(agency: Agency) -> dict[str, Any]:
    """Return the values of ``ShowingAgency``."""
    return {name: getattr(agency, name) for name in ShowingAgency._fields}


@prepared_query
def _list_first(number: int, *, at: datetime, **agency: Any) -> BulletinQuerySet:
    website = ShowingAgency(**agency)
    shown = Bulletin.objects.visible_on(website, at).not_pinned_on(website)
    return shown.select_related("locale").ordered_for_feed()[:number]


@prepared_query
def _list_pinned(*, at: datetime, **agency: Any) -> BulletinQuerySet:
    website = ShowingAgency(**agency)
    pinned = Bulletin.objects.visible_on(website, at).pinned_on(website)
    return pinned.with_placement(website).select_related("locale").ordered_for_feed()


@prepared_query
def _list_visible(most: int, *, at: datetime, **agency: Any) -> BulletinQuerySet:
    visible = Bulletin.objects.visible_on(ShowingAgency(**agency), at)
    return visible.order_by().only("pk")[:most]


@prepared_query
def _list_started(*, slug: str, at: datetime) -> BulletinQuerySet:
    related = {name: Bulletin._meta.get_field(name).related_model for name in RARE_RELATIONS}
    rows = {
        _name_annotation(name): Exists(model.objects.filter(bulletin=OuterRef("pk")))
        for name, model in related.items()
    }
    started = Bulletin.objects.started(at).filter(slug=slug)
    return started.select_related("locale").annotate(**rows)


@prepared_query
def _list_placements(*, bulletin: int, agency: int, issuer: int | None) -> Any:
    own = Q(agency=agency) | Q(agency=issuer)
    return Placement.objects.filter(own, bulletin=bulletin)


@prepared_query
def _list_audience(*, bulletin: int) -> Any:
    return BulletinAudience.objects.filter(bulletin=bulletin)


@prepared_query
def _list_notes(*, bulletin: int) -> Any:
    return BulletinNote.objects.filter(bulletin=bulletin)


@prepared_query
def _list_attachments(*, bulletin: int) -> Any:
    return BulletinAttachment.objects.filter(bulletin=bulletin).select_related("document")
