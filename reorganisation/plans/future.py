"""The agencies as they will be after the rows of a plan so far, worked out without writing."""

from collections import defaultdict
from dataclasses import dataclass, field

from content.text.collation import get_sort_key
from sites.models import Agency, HostAlias, Kind, Status, Succession
from sites.selectors.known_agencies import AgencyLookup


@dataclass
class FutureAgency:
    """An agency as it is after the rows so far.

    ``aliases``: its former host names that lead to it; ``successors``: codes of those that carry
    its work on, once it has ended.
    """

    code: str
    kind: str
    name_vi: str
    host: str
    parent: str = ""
    name_en: str = ""
    short_name: str = ""
    geocode: str = ""
    is_archived: bool = False
    aliases: set[str] = field(default_factory=set)
    successors: set[str] = field(default_factory=set)

    @property
    def label(self) -> str:
        """Its name and its code, for messages."""
        return f"{self.name_vi} ({self.code})"


class FutureAgencies(AgencyLookup):
    """All agencies as they will be after the rows so far.

    Asked by code, host, name and province, never by reading all: a plan has a row for each of
    thousands.
    """

    def __init__(self) -> None:
        self.agencies: dict[str, FutureAgency] = {}
        self._owners: dict[str, str] = {}
        self._provinces: set[str] = set()
        self._called: dict[tuple[str, str], set[str]] = defaultdict(set)
        for agency in Agency.objects.select_related("site", "parent"):
            self.put(
                FutureAgency(
                    code=agency.code,
                    kind=agency.kind,
                    name_vi=agency.name_vi,
                    host=agency.site.hostname,
                    parent=agency.parent.code if agency.parent else "",
                    name_en=agency.name_en,
                    short_name=agency.short_name,
                    geocode=agency.geocode,
                    is_archived=agency.is_archived,
                )
            )
        for hostname, code in HostAlias.objects.values_list("hostname", "agency__code"):
            self.agencies[code].aliases.add(hostname)
            self._owners[hostname] = code
        ended = Succession.objects.filter(from_agency__status=Status.ARCHIVED)
        for code, successor in ended.values_list("from_agency__code", "to_agency__code"):
            self.agencies[code].successors.add(successor)
        # Hosts that others have by then, and that no rule may take for those of their owners now.
        self.released: set[str] = set()

    def put(self, agency: FutureAgency) -> None:
        """Have an agency as it is from now on, in the place of the one with its code."""
        if former := self.agencies.get(agency.code):
            self._called[_get_name_key(former)].discard(former.code)
        self._called[_get_name_key(agency)].add(agency.code)
        self.agencies[agency.code] = agency
        for host in (agency.host, *agency.aliases):
            self._owners[host] = agency.code
        if agency.kind == Kind.PROVINCE:
            self._provinces.add(agency.code)
        else:
            self._provinces.discard(agency.code)

    def take_host(self, owner: FutureAgency, host: str) -> None:
        """Let an agency have neither as its present nor as a former host what another one gets."""
        owner.aliases.discard(host)
        del self._owners[host]

    def give_host(self, agency: FutureAgency, host: str) -> None:
        """Let an agency be at another host."""
        agency.host = host
        self._owners[host] = agency.code

    def find(self, code: str) -> Agency | None:
        known = self.agencies.get(code)
        if known is None:
            return None
        parent = self.find(known.parent) if known.parent else None
        return Agency(
            code=code,
            kind=known.kind,
            name_vi=known.name_vi,
            parent=parent,
            status="archived" if known.is_archived else "active",
        )

    def find_host_owner(self, host: str) -> str:
        owner = self.find_owner(host)
        return "" if owner is None or host in self.released else owner.code

    def find_owner(self, host: str) -> FutureAgency | None:
        """Return who has a host name by then, as its present or as a former one."""
        code = self._owners.get(host)
        return None if code is None else self.agencies[code]

    def succeeds(self, code: str, agency: FutureAgency) -> bool:
        """Return whether the agency ``code`` carries on what ``agency`` did, or who did so then."""
        seen: set[str] = set()
        waiting = {agency.code}
        while waiting:
            former = waiting.pop()
            seen.add(former)
            known = self.agencies.get(former)
            waiting |= (known.successors if known else set()) - seen
        return code in seen

    def list_namesakes(self, agency: FutureAgency) -> list[FutureAgency]:
        """Return the other agencies of the same province that work and have the same name."""
        codes = self._called[_get_name_key(agency)] - {agency.code}
        found = (self.agencies[code] for code in sorted(codes))
        return [other for other in found if not other.is_archived]

    def list_active_provinces(self) -> list[Agency]:
        codes = [code for code in self._provinces if not self.agencies[code].is_archived]
        return [found for code in sorted(codes) if (found := self.find(code))]

    def has_units(self, province: Agency) -> bool:
        return any(one.parent == province.code for one in self.agencies.values())

    def list_working_units(self, code: str) -> list[str]:
        """Return the codes of the active agencies that belong to a province; none to others."""
        if code not in self._provinces:
            return []
        units = self.agencies.values()
        return [one.code for one in units if one.parent == code and not one.is_archived]


def _get_name_key(agency: FutureAgency) -> tuple[str, str]:
    return agency.parent, get_sort_key(agency.name_vi)
