"""Successors of archived agencies, and the agencies that lead to one.

Everything that an archived agency's website offers to do (call, write, visit, save, apply) asks
here. The number of queries does not depend on the number of agencies.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django.utils import timezone

from sites.models import Agency, AgencyQuerySet, Kind, Status, Succession

# How many times successors of archived successors are followed, and predecessors of predecessors.
MAX_GENERATIONS = 5
# How long the website of a successor says whose work it has taken over.
NOTICE_PERIOD = timedelta(days=365)


class ServingAgency(NamedTuple):
    """An agency to turn to, and for which part ("thôn Nà Bản"); empty: nothing has to be said."""

    agency: Agency
    share: str = ""


class ServingAgencies(NamedTuple):
    """The active agencies to turn to instead of an archived one.

    ``are_successors``: whether they carry on its work. If nobody does, the province is named alone;
    without one there are none. ``shares``: what is said of the part of each agency, in their order;
    of those who followed an archived successor nothing is known.
    """

    agencies: tuple[Agency, ...] = ()
    are_successors: bool = False
    shares: tuple[str, ...] = ()

    @property
    def parts(self) -> list[ServingAgency]:
        """The agencies with their shares."""
        return [ServingAgency(*each) for each in zip(self.agencies, self.shares, strict=True)]


def get_serving_agencies(agency: Agency) -> ServingAgencies:
    """Return who serves in the place of ``agency``; nobody if it is active."""
    return list_serving_agencies([agency]).get(agency.pk, ServingAgencies())


def list_serving_agencies(agencies: Iterable[Agency]) -> dict[int, ServingAgencies]:
    """Return who serves in the place of each archived agency, by primary key of the latter.

    Active agencies are left out. Successors that were archived later are followed to those who
    work now; an agency without such is served by its province, or by those who follow that.
    """
    archived = {agency.pk: agency for agency in agencies if agency.is_archived}
    parents = {agency.parent_id for agency in archived.values() if agency.parent_id}
    following = _get_following({*archived, *parents})
    provinces = Agency.objects.select_related("site__agencysettings").in_bulk(parents)
    serving = {}
    for key, agency in archived.items():
        successors = _list_active(key, following)
        province = provinces.get(agency.parent_id)
        others = successors or _list_province(province, following)
        serving[key] = ServingAgencies(
            tuple(other for other, _share in others),
            are_successors=bool(successors),
            shares=tuple(share for _other, share in others),
        )
    return serving


def list_led_on(agency: Agency) -> AgencyQuerySet:
    """Return the archived agencies whose websites may name ``agency`` as who serves now.

    These are its predecessors, theirs, and the archived agencies of a province or of one that it
    follows. Some of them may have other successors.
    """
    found: set[int] = set()
    keys = {agency.pk}
    for _generation in range(MAX_GENERATIONS):
        links = Succession.objects.filter(to_agency__in=keys)
        keys = set(links.values_list("from_agency", flat=True)) - found
        if not keys:
            break
        found |= keys
    archived = Agency.objects.archived()
    led_on = archived.filter(pk__in=found)
    if agency.kind == Kind.PROVINCE:
        led_on = led_on | archived.filter(parent__in={agency.pk, *found})
    return led_on


def list_lately_taken_over(agency: Agency) -> list[Agency]:
    """Return whose work an agency has taken over within a year (``NOTICE_PERIOD``), by name.

    Archived predecessors alone; those of predecessors are not followed. No query where there are
    none.
    """
    since = timezone.localdate() - NOTICE_PERIOD
    if not any(day > since for day in agency.predecessor_ends):
        return []
    found = agency.predecessors.archived().filter(ended_on__gt=since)
    return list(found.with_site().order_by("sort_key"))


def list_notice_days(agency: Agency) -> list[date]:
    """Return the days on which a notice of a change on an agency's website ends by itself."""
    return [day + NOTICE_PERIOD for day in agency.predecessor_ends]


def list_coming_successors(agency: Agency) -> list[ServingAgency]:
    """Return who will carry on the work of an active agency whose end is announced, by name."""
    if agency.is_archived or agency.ends_on is None:
        return []
    links = agency.successions.select_related("to_agency__site__agencysettings")
    return [
        ServingAgency(link.to_agency, link.share) for link in links.order_by("to_agency__sort_key")
    ]


def _list_province(
    province: Agency | None, following: dict[int, list[ServingAgency]]
) -> list[ServingAgency]:
    if province is None:
        return []
    if not province.is_archived:
        return [ServingAgency(province)]
    return [ServingAgency(each) for each, _share in _list_active(province.pk, following)]


def _get_following(keys: Collection[int]) -> dict[int, list[ServingAgency]]:
    """Return the direct successors of these agencies, and of their archived successors."""
    following: dict[int, list[ServingAgency]] = {}
    keys = set(keys)
    for _generation in range(MAX_GENERATIONS):
        if not keys:
            break
        pairs = _get_direct_successors(keys)
        following |= pairs
        found = {
            after.pk for afters in pairs.values() for after, _share in afters if after.is_archived
        }
        keys = found - following.keys()
    return following


def _get_direct_successors(keys: Collection[int]) -> dict[int, list[ServingAgency]]:
    links = Succession.objects.filter(from_agency__in=keys, from_agency__status=Status.ARCHIVED)
    links = links.select_related("to_agency__site__agencysettings").order_by("to_agency__sort_key")
    pairs: dict[int, list[ServingAgency]] = {key: [] for key in keys}
    for link in links:
        pairs[link.from_agency_id].append(ServingAgency(link.to_agency, link.share))
    return pairs


def _list_active(key: int, following: dict[int, list[ServingAgency]]) -> list[ServingAgency]:
    found: dict[int, ServingAgency] = {}
    seen, waiting = set(), [key]
    while waiting:
        current = waiting.pop(0)
        if current in seen:
            continue
        seen.add(current)
        for after, share in following.get(current, []):
            if after.is_archived:
                waiting.append(after.pk)
            else:
                # Which part of a part somebody has is not known.
                part = ServingAgency(after, share if current == key else "")
                found.setdefault(after.pk, part)
    return list(found.values())
