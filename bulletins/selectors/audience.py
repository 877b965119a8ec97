"""Audiences: descriptions as text, options of the form, and the agencies reached.

An example of a description is "Districts and cities, except Ba Bể".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bulletins.models import Bulletin, BulletinAudience, Urgency, list_audience_agencies
from sites.models import (
    BELOW,
    EVERYONE,
    Agency,
    AgencyGroup,
    AgencyQuerySet,
    Kind,
    Status,
    parse_code,
)

# Labels for all agencies of a kind, as used within a sentence.
KINDS = {
    Kind.PROVINCE: gettext_lazy("the province"),
    Kind.OFFICE: gettext_lazy("offices of the people's committee"),
    Kind.DEPARTMENT: gettext_lazy("departments"),
    Kind.INSPECTORATE: gettext_lazy("inspectorates"),
    Kind.COMMITTEE: gettext_lazy("committees"),
    Kind.BOARD: gettext_lazy("management boards"),
    Kind.BROADCASTER: gettext_lazy("radio and television"),
    Kind.CITY: gettext_lazy("cities"),
    Kind.DISTRICT: gettext_lazy("districts"),
    Kind.COMMUNE: gettext_lazy("communes and wards"),
}
# So many agencies are named; the others are only counted.
MAX_NAMES = 5

Names = Mapping[str, str]

MAX_LISTED_AGENCIES = 200
# Active provinces from which on a bulletin may be for one of them.
MIN_PROVINCES = 2


def get_audience_names(codes: Iterable[str]) -> dict[str, str]:
    """Return the names of the groups, provinces and agencies among ``codes``, in three queries.

    Codes of kinds, and of groups and agencies that do not exist, are left out.
    """
    codes = set(codes)
    keys: dict[str, list[str]] = {"below": [], "group": [], "agency": []}
    for code in codes:
        sort, key = parse_code(code)
        keys.get(sort, []).append(key)
    names: dict[str, str] = {}
    if keys["below"]:
        provinces = Agency.objects.filter(code__in=keys["below"]).order_by("sort_key")
        names |= {province.below_code: province.province_name for province in provinces}
    if keys["group"]:
        groups = AgencyGroup.objects.filter(pk__in=keys["group"])
        names |= {group.code: group.name for group in groups}
    if keys["agency"]:
        agencies = Agency.objects.filter(pk__in=keys["agency"]).order_by("sort_key")
        names |= {agency.own_code: agency.heading for agency in agencies}
    return names


def describe_audience(lines: Iterable[BulletinAudience], names: Names | None = None) -> str:
    """Return a one-line description of an audience in the active language.

    ``names``: the result of ``get_audience_names`` for the codes of several audiences, to describe
    many without further queries.
    """
    lines = list(lines)
    if names is None:
        names = get_audience_names(line.code for line in lines)
    included = {line.code for line in lines if not line.excluded}
    excluded = {line.code for line in lines if line.excluded}
    everyone = _("every unit")
    below = _("every unit of %(place)s")
    described = _describe_inclusions(included, excluded, names, everyone, below)
    return capfirst(described or _("Nobody yet"))


def describe_audience_rows(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the description of an audience as a version of a bulletin has it (as dicts)."""
    return describe_audience(
        BulletinAudience(code=row["code"], excluded=row.get("excluded", False)) for row in rows
    )


def describe_places(lines: Iterable[BulletinAudience]) -> str:
    """Return for citizens where a bulletin with this audience holds, as used within a sentence.

    For example “districts and cities” or “the whole province, except Ba Bể”, in the active language
    in a few queries. Instead of a group its active units are named: the names of groups
    are not public. Empty for no place.
    """
    codes: dict[bool, set[str]] = {False: set(), True: set()}
    for line in lines:
        codes[line.excluded].add(line.code)
    groups = [code for code in codes[False] | codes[True] if code.startswith("group:")]
    if groups:
        active = Agency.objects.active()
        members = {
            code: {agency.own_code for agency in active.addressed_by([code])} for code in groups
        }
        for chosen in codes.values():
            chosen.update(*(members[code] for code in groups if code in chosen))
    included, excluded = codes[False] - codes[True], codes[True]
    if all(code.startswith(("agency:", "group:")) for code in included):
        # Every place that holds it is named, so there is nothing to except.
        excluded = set()
    names = get_audience_names(
        code for code in included | excluded if not code.startswith("group:")
    )
    everyone, below = _("the whole province"), _("the whole of %(place)s")
    return _describe_inclusions(included, excluded, names, everyone, below)


def describe_audiences(bulletins: Iterable[Any]) -> dict[UUID, str]:
    """Return descriptions of the published audiences of bulletins, by translation key.

    Three queries for any number of bulletins. A translation has the audience of its source.
    """
    keys = [bulletin.translation_key for bulletin in bulletins]
    rows = BulletinAudience.objects.filter(
        bulletin__translation_key__in=keys, bulletin__locale__language_code=settings.LANGUAGE_CODE
    )
    lines: dict[UUID, list[BulletinAudience]] = {key: [] for key in keys}
    for line in rows.select_related("bulletin"):
        lines[line.bulletin.translation_key].append(line)
    names = get_audience_names(line.code for line in rows)
    return {key: describe_audience(own, names) for key, own in lines.items()}


def _describe_inclusions(
    included: set[str], excluded: set[str], names: Names, everyone: str, below: str
) -> str:
    places = _describe_codes(included, names, everyone, below)
    exceptions = _describe_codes(excluded, names, everyone, below)
    if not places or not exceptions:
        return places
    agencies = {"units": places, "exceptions": exceptions}
    return _("%(units)s, except %(exceptions)s") % agencies


def _describe_codes(codes: set[str], names: Names, everyone: str, below: str) -> str:
    """Return codes in words; ``below``: the words for ``%(place)s`` with all that belong to it."""
    if EVERYONE in codes:
        return everyone
    parts = [str(label) for kind, label in KINDS.items() if f"kind:{kind}" in codes]
    named = [(code, name) for code, name in names.items() if code in codes]
    parts += [below % {"place": name} for code, name in named if code.startswith(BELOW)]
    groups = [name for code, name in named if code.startswith("group:")]
    agencies = [name for code, name in named if code.startswith("agency:")]
    parts += [_("group “%(name)s”") % {"name": name} for name in groups]
    parts += agencies[:MAX_NAMES]
    others = len(agencies) - MAX_NAMES
    if others > 0:
        message = ngettext("%(number)s other unit", "%(number)s other units", others)
        parts.append(message % {"number": others})
    return get_text_list(parts, _("and"))


@dataclass(frozen=True)
class AudienceOption:
    """A checkbox of the audience.

    ``code``: as in ``Agency.codes``. ``number``: how many active agencies it covers; None if it
    is a single agency.
    """

    code: str
    label: str
    number: int | None = None


@dataclass(frozen=True)
class AudienceOptions:
    """All checkboxes of the audience; ``provinces`` is empty where there is one."""

    provinces: list[AudienceOption]
    kinds: list[AudienceOption]
    groups: list[AudienceOption]
    agencies: list[AudienceOption]


def get_audience_options(codes: Iterable[str]) -> AudienceOptions:
    """Return the checkboxes for an audience with these codes, in at most six queries.

    A kind without active agencies is offered only if its code is among ``codes``; so is a province
    that has ended, or is the only one.
    """
    codes = set(codes)
    named = get_audience_names(code for code in codes if code.startswith("agency:"))
    return AudienceOptions(
        provinces=list_province_options(codes),
        kinds=[kind for kind in _list_kind_options() if kind.number or kind.code in codes],
        groups=_list_group_options(),
        agencies=[AudienceOption(code, name) for code, name in named.items()],
    )


def list_province_options(codes: Iterable[str] = ()) -> list[AudienceOption]:
    """Return an option for each active province with its units; none where there is only one.

    Of those with one of ``codes`` also what would not be offered otherwise. In two queries.
    """
    codes = set(codes)
    offered = Agency.objects.active().filter(kind=Kind.PROVINCE)
    kept = Agency.objects.filter(code__in=[parse_code(code)[1] for code in codes])
    working = Count("children", filter=Q(children__status=Status.ACTIVE))
    numbered = (kept | offered).annotate(number=working).order_by("sort_key")
    found = [one for one in numbered if one.below_code in codes or one.kind == Kind.PROVINCE]
    is_only = sum(not one.is_archived for one in found if one.kind == Kind.PROVINCE) < MIN_PROVINCES
    return [
        AudienceOption(
            one.below_code, capfirst(one.province_name), one.number + (not one.is_archived)
        )
        for one in found
        if one.below_code in codes or not (is_only or one.is_archived)
    ]


def get_province_code(agency: Agency) -> str:
    """Return the audience code of everybody in the province of ``agency``.

    ``all`` where there are not several active provinces.
    """
    province = agency if agency.kind == Kind.PROVINCE else agency.parent
    if province is None or not list_province_options():
        return EVERYONE
    return province.below_code


def _list_kind_options() -> list[AudienceOption]:
    rows = Agency.objects.active().order_by().values_list("kind")
    numbers = dict(rows.annotate(number=Count("pk")))
    return [AudienceOption(f"kind:{kind}", str(kind.label), numbers.get(kind, 0)) for kind in Kind]


def _list_group_options() -> list[AudienceOption]:
    working = Count("agencies", filter=Q(agencies__status=Status.ACTIVE))
    groups = AgencyGroup.objects.annotate(number=working)
    return [AudienceOption(group.code, group.name, group.number) for group in groups]


@dataclass(frozen=True)
class AudienceCount:
    """The active agencies of an audience: their number, and the first 200 as options.

    ``agencies`` are in alphabetical order.
    """

    number: int
    agencies: list[AudienceOption]

    @property
    def names(self) -> list[str]:
        """The names of ``agencies``."""
        return [agency.label for agency in self.agencies]

    @property
    def other_count(self) -> int:
        """How many agencies are not in ``agencies``."""
        return self.number - len(self.agencies)


def count_audience(lines: Iterable[BulletinAudience]) -> AudienceCount:
    """Return the agencies that an audience reaches today, in two queries."""
    return count_agencies(list_audience_agencies(lines))


def count_agencies(agencies: AgencyQuerySet) -> AudienceCount:
    """Return the number of some agencies and the names of the first, in two queries."""
    names = "name_vi", "name_en", "qualifier", "qualifier_en"
    first = agencies.only(*names).order_by("sort_key")[:MAX_LISTED_AGENCIES]
    return AudienceCount(
        agencies.count(), [AudienceOption(agency.own_code, agency.name) for agency in first]
    )


def list_showing_agencies(bulletin: Bulletin) -> AgencyQuerySet:
    """Return the active agencies whose websites show a bulletin while it is in force.

    That is its audience without the agencies that hide it.
    """
    agencies = list_audience_agencies(bulletin.audience.all())
    if bulletin.urgency == Urgency.ROUTINE:
        hiding = bulletin.placements.filter(hidden=True)
        agencies = agencies.exclude(pk__in=hiding.values("agency"))
    return agencies
