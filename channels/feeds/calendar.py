"""Deadlines of bulletins as a calendar to subscribe to (iCalendar: RFC 5545, RFC 7986)."""

from datetime import UTC, datetime, timedelta
from typing import cast

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from bulletins.models import BANNER_URGENCIES, Bulletin, BulletinQuerySet
from channels.feeds.entry import FeedEntry, get_last_public_actions
from channels.feeds.source import FeedSource
from content.vcard import remove_unprintable
from sites.requests import AgencyRequest

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Bantin//Bantin//VI"
REFRESH = timedelta(hours=1)


def calendar(request: AgencyRequest) -> HttpResponse:
    """Return a calendar of the deadlines of this website's bulletins.

    Events of bulletins that were withdrawn lately are cancelled.
    """
    channel = FeedSource(request.agency)
    visible = _filter_deadlines(Bulletin.objects.visible_on(request.agency))
    entries = channel.list_entries_of(visible.order_by("valid_until", "pk"))
    entries += channel.list_entries_of(_filter_deadlines(channel.list_withdrawn()))
    acts = get_last_public_actions(entry.bulletin.source for entry in entries)
    calendar = _create_calendar(_("Deadlines · %(agency)s") % {"agency": request.agency.heading})
    for entry in entries:
        number, at = acts.get(entry.bulletin.source.translation_key, (0, entry.updated))
        calendar.add_component(_build_event(entry, number, at))
    return HttpResponse(calendar.to_ical(), content_type=CONTENT_TYPE)


def _filter_deadlines(bulletins: BulletinQuerySet) -> BulletinQuerySet:
    """Return the bulletins whose `valid_until` is a deadline for readers.

    They are important, an emergency, or have a call to action. That any other bulletin is no longer
    shown is nobody's appointment.
    """
    asks = Q(body_text__contains='"call_to_action"')
    with_text = bulletins.annotate(body_text=Cast("body", TextField()))
    return with_text.exclude(valid_until=None).filter(Q(urgency__in=BANNER_URGENCIES) | asks)


def _create_calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    # The name for calendar programs that do not know RFC 7986.
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    return calendar


def _build_event(entry: FeedEntry, number: int, at: datetime) -> Event:
    source = entry.bulletin.source
    changed = max(entry.updated, at).astimezone(UTC)
    event = Event()
    event.add("uid", str(source.translation_key))
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    # The number of logged actions: every action makes a new revision, and it never decreases.
    event.add("sequence", number)
    event.add("dtstart", cast(datetime, source.valid_until).astimezone(UTC))
    event.add("summary", _("Until: %(title)s") % {"title": entry.title})
    event.add("description", remove_unprintable(source.closing_words) or entry.text)
    event.add("url", entry.canonical_url)
    event.add("categories", [source.get_category_display()])
    event.add("status", "CANCELLED" if source.withdrawn_at else "CONFIRMED")
    # A deadline does not count as busy time.
    event.add("transp", "TRANSPARENT")
    return event
