"""What the list and the page of bulletins of a website ask at each visit, in prepared queries."""

from datetime import datetime
from typing import Any

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
from sites.models import Agency


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


def find_published(agency: Agency, slug: str) -> Bulletin | None:
    """Return the source with this slug that an agency's website shows, expired or not.

    With its issuer, audience, notes and files. None if it shows no such bulletin.
    """
    found = _list_published(slug=slug, at=timezone.now(), **_get_values(agency))
    for bulletin in found:
        # In memory, as a form of the admin has them. Django would write the SQL of a prefetch anew.
        bulletin.audience.set(_list_audience(bulletin=bulletin.pk))
        bulletin.notes.set(_list_notes(bulletin=bulletin.pk))
        bulletin.attachments.set(_list_attachments(bulletin=bulletin.pk))
    return next(iter(found), None)


def find_placement(agency: Agency, bulletin: Bulletin) -> Placement | None:
    """Return what an agency has added to a bulletin on its website; None if nothing."""
    return next(iter(_list_placements(agency=agency.pk, bulletin=bulletin.pk)), None)


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
def _list_published(*, slug: str, at: datetime, **agency: Any) -> BulletinQuerySet:
    shown = Bulletin.objects.published_to(ShowingAgency(**agency), at).filter(slug=slug)
    return shown.select_related("source__site", "source__parent", "locale").order_by("pk")[:1]


@prepared_query
def _list_placements(*, agency: int, bulletin: int) -> Any:
    return Placement.objects.filter(agency=agency, bulletin=bulletin).order_by("pk")[:1]


@prepared_query
def _list_audience(*, bulletin: int) -> Any:
    return BulletinAudience.objects.filter(bulletin=bulletin)


@prepared_query
def _list_notes(*, bulletin: int) -> Any:
    return BulletinNote.objects.filter(bulletin=bulletin)


@prepared_query
def _list_attachments(*, bulletin: int) -> Any:
    return BulletinAttachment.objects.filter(bulletin=bulletin).select_related("document")
