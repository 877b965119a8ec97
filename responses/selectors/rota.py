"""Which bulletins are read on which website in a night, where a night is too short for all.

A night reads at most so many pages on all websites together (`MAX_PAGES`).
Websites read first what they have to show or had to show: what is urgent, then what has lately
begun, changed or ended, then what has long been as it is. What is for others, and must not be
there, is read in samples.
"""

from collections import defaultdict
from datetime import date, timedelta
from zlib import crc32

from django.db.models import Q
from django.utils import timezone

from bulletins.models import Bulletin, BulletinAudience, BulletinQuerySet
from sites.models import Agency

# How long bulletins are still checked after they are over.
RECENT_PERIOD = timedelta(days=7)
# Pages of bulletins that a night reads by rota at most, on all websites together: with names, home
# pages and lists of 3,500 websites most of an hour of one core.
MAX_PAGES = 20_000
# Of these pages the part that is for samples, at least.
SAMPLED = 1 / 8


class Rota:
    """Which bulletins are read on which websites in the night of `day`.

    `room`: how many pages may be read on all websites together, None for `MAX_PAGES`.
    Where there are too many for one night, those of a group take turns, on each website in another
    order: what is wrong with a bulletin on all websites is soon found on one of them, and what is
    wrong on one website when its turn comes.
    """

    def __init__(self, day: date, room: int | None = None) -> None:
        self.day = day
        self._room = (MAX_PAGES if room is None else room) / max(1, Agency.objects.count())
        self._urgent, changed = list_urgent_ids(), list_changed_ids()
        self._changed = changed - self._urgent
        self._on_air = list_on_air_ids() - self._changed - self._urgent
        # Read once: to ask for each of thousands of websites which of thousands are for it is slow.
        self._included: defaultdict[str, set[int]] = defaultdict(set)
        self._excluded: defaultdict[str, set[int]] = defaultdict(set)
        published = _filter_published(Bulletin.objects.sources())
        rows = BulletinAudience.objects.filter(bulletin__in=published)
        for bulletin, code, is_excluded in rows.values_list("bulletin", "code", "excluded"):
            (self._excluded if is_excluded else self._included)[code].add(bulletin)

    def list_due(self, agency: Agency) -> set[int]:
        """Return the primary keys of the bulletins that are read on the website of an agency."""
        codes = agency.codes
        own = set[int]().union(*(self._included.get(code, ()) for code in codes))
        own.difference_update(*(self._excluded.get(code, ()) for code in codes))
        ours = [
            (self._urgent & own, 1 / 2),
            (self._changed & own, 1 / 2),
            (self._on_air & own, 1),
        ]
        # A website leads to what is urgent elsewhere, and has nothing of the rest.
        samples = [(self._urgent - own, 1 / 2), ((self._changed | self._on_air) - own, 1)]
        due, room = set[int](), 0.0
        for groups, given in ((ours, 1 - SAMPLED), (samples, SAMPLED)):
            room += given * self._room
            for group, part in groups:
                nights = _count_nights(len(group), part * room)
                room -= len(group) / nights
                due.update(one for one in group if self._get_turn(one, agency) % nights == 0)
        return due

    def _get_turn(self, bulletin: int, agency: Agency) -> int:
        return crc32(f"{bulletin}:{agency.pk}".encode()) + self.day.toordinal()


def _count_nights(number: int, most: float) -> int:
    """Return in how many nights so many pages have had their turn, at most `most` a night.

    It is a power of two: whoever has a turn in the longer round has one in the shorter too, so that
    nobody waits for more than the longest when the number of pages changes from night to night.
    """
    nights = 1
    while number > nights * most:
        nights *= 2
    return nights


def list_urgent_ids() -> set[int]:
    """Return the primary keys of the urgent bulletins in force."""
    return _list_ids(Bulletin.objects.urgent())


def list_on_air_ids() -> set[int]:
    """Return the primary keys of the bulletins in force."""
    return _list_ids(Bulletin.objects.on_air())


def list_changed_ids() -> set[int]:
    """Return those of bulletins that lately ended, or of which a check was requested lately."""
    now = timezone.now()
    lately = (now - RECENT_PERIOD, now)
    over = Q(valid_until__range=lately) | Q(ended_at__range=lately)
    changed = Q(withdrawn_at__range=lately) | Q(display_run__asked_at__gt=lately[0])
    return _list_ids(Bulletin.objects.sources().filter(over | changed))


def _list_ids(sources: BulletinQuerySet) -> set[int]:
    return set(_filter_published(sources).values_list("pk", flat=True))


def _filter_published(sources: BulletinQuerySet) -> BulletinQuerySet:
    return sources.filter(first_published_at__isnull=False).order_by()
