"""What a plan will do, worked out without writing: the agencies after each row, and the steps.

Every rule of the services that carry the plan out is asked here beforehand, with the agencies as
they will be by then, so that a plan is refused whole and not in its middle.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count, groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from importing.models import StepAction
from importing.reorganisation.table import (
    ARCHIVE,
    ENDING,
    MOVE,
    STAY,
    STAYING,
    UNANNOUNCED,
    PlanRow,
)
from sites.models import Agency, HostAlias, Kind
from sites.selectors.known_agencies import AgencyLookup
from sites.services.agency_table import ALLOWED
from sites.services.provisioning import check_agency
from sites.services.table_files import Problem, TableError

_FIELDS = ("kind", "name_vi", "name_en", "short_name", "geocode", "host", "parent")
# What an agency gets that gives its host name to another one: sonoivu.… → sonoivu-cu.…
FORMER_LABEL = "-cu"
# How long before its end a website tells of it, where the plan says nothing else.
ANNOUNCEMENT_PERIOD = timedelta(days=30)
# What is done with an agency that ends, in this order, before it is archived.
_MOVES = (
    StepAction.MOVE_PAGES,
    StepAction.MOVE_FILES,
    StepAction.MOVE_MEMBERS,
    StepAction.MOVE_FEEDBACK,
    StepAction.MOVE_BULLETINS,
    StepAction.JOIN_GROUPS,
)


@dataclass(frozen=True)
class StepDraft:
    """A step to be stored; the fields are those of ``ReorganisationStep``."""

    due_on: date
    line: int
    action: StepAction
    code: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class _FutureAgency:
    """An agency as it is after the rows so far."""

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


class _Future(AgencyLookup):
    """The agencies as they will be after the rows so far.

    Asked by code, host and province, never by reading all: a plan has a row for each of thousands.
    """

    def __init__(self) -> None:
        self.agencies: dict[str, _FutureAgency] = {}
        self._owners: dict[str, str] = {}
        self._provinces: set[str] = set()
        for agency in Agency.objects.select_related("site", "parent"):
            self.put(
                _FutureAgency(
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
        # Hosts that others have by then, and that no rule may take for those of their owners now.
        self.released: set[str] = set()

    def put(self, agency: _FutureAgency) -> None:
        """Have an agency as it is from now on, in the place of the one with its code."""
        self.agencies[agency.code] = agency
        for host in (agency.host, *agency.aliases):
            self._owners[host] = agency.code
        if agency.kind == Kind.PROVINCE:
            self._provinces.add(agency.code)
        else:
            self._provinces.discard(agency.code)

    def take_host(self, owner: _FutureAgency, host: str) -> None:
        """Let an agency have neither as its present nor as a former host what another one gets."""
        owner.aliases.discard(host)
        del self._owners[host]

    def give_host(self, agency: _FutureAgency, host: str) -> None:
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

    def find_owner(self, host: str) -> _FutureAgency | None:
        """Return who has a host name by then, as its present or as a former one."""
        code = self._owners.get(host)
        return None if code is None else self.agencies[code]

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


def forecast_plan(rows: list[PlanRow]) -> list[StepDraft]:
    """Return the steps that carry out the rows of a plan, in their order.

    Raises TableError with every row that could not be carried out by then.
    """
    forecast = _Forecast(rows)
    for day, of_day in groupby(rows, key=lambda row: row.day):
        forecast.add_day(day, list(of_day))
    if forecast.problems:
        raise TableError(sorted(forecast.problems, key=lambda problem: problem.line))
    return forecast.steps


class _Forecast:
    """The agencies and steps so far, and the problems found."""

    def __init__(self, rows: list[PlanRow]) -> None:
        self.future = _Future()
        self.steps: list[StepDraft] = []
        self.problems: list[Problem] = []
        self.hosts = {row.values["host"] for row in rows if "host" in row.values}

    def add_day(self, day: date, rows: list[PlanRow]) -> None:
        """Add the steps of the rows of one day: who is there and where, then who ends."""
        ending: dict[str, list[PlanRow]] = {}
        for row in rows:
            if row.action in ENDING | {"split"}:
                ending.setdefault(row.old_code, []).append(row)
        # Who only gives a part away goes on working.
        ending = {
            code: heirs
            for code, heirs in ending.items()
            if any(row.action in ENDING for row in heirs)
        }
        self._check_old_codes(rows, ending)
        self._provision(day, rows, ending)
        provinces = [code for code in ending if self._is_province(code)]
        for code in sorted(ending, key=lambda code: code in provinces):
            self._end(day, code, ending[code])

    def _is_province(self, code: str) -> bool:
        known = self.future.agencies.get(code)
        return known is not None and known.kind == Kind.PROVINCE

    def _refuse(self, row: PlanRow, column: str, what: str, allowed: object) -> None:
        self.problems.append(Problem(row.line, column, what, str(allowed)))

    def _check_old_codes(self, rows: list[PlanRow], ending: dict[str, list[PlanRow]]) -> None:
        for row in rows:
            known = self.future.agencies.get(row.old_code)
            if row.old_code and known is None:
                self._refuse(row, "old_code", repr(row.old_code), _("a unit that exists by then"))
            elif known and known.is_archived:
                what = _("%(unit)s has ended by then") % {"unit": row.old_code}
                self._refuse(row, "old_code", what, _("a unit that works"))
            elif row.action == "create" and row.new_code in self.future.agencies:
                what = _("%(unit)s exists by then") % {"unit": row.new_code}
                self._refuse(row, "new_code", what, _("the code of a new unit"))
            elif row.action in STAYING and row.old_code in ending:
                what = _("%(unit)s ends on the same day") % {"unit": row.old_code}
                self._refuse(row, "action", what, _("either it stays or it ends"))
        for heirs in ending.values():
            self._check_main_successor(heirs)

    def _check_main_successor(self, heirs: list[PlanRow]) -> None:
        main = [row for row in heirs if row.action == "merge"]
        for row in main[1:]:
            what = _("a second main successor")
            self._refuse(row, "action", what, _("merge once, and split for the others"))
        for row in heirs:
            if main and row.action == "end":
                self._refuse(row, "action", _("both merge and end"), _("merge and split, or end"))

    def _provision(self, day: date, rows: list[PlanRow], ending: dict[str, list[PlanRow]]) -> None:
        """Add the steps that make and change agencies, so that each finds its host name free."""
        waiting: dict[str, PlanRow] = {}
        for row in rows:
            is_new = row.new_code not in self.future.agencies
            if row.new_code and (is_new or row.action in STAYING):
                waiting.setdefault(row.new_code, row)
                if row.action in STAYING and waiting[row.new_code] is not row:
                    waiting[row.new_code].values.update(row.values)
        changes = {code: row for code, row in waiting.items() if self._changes(row)}
        order = sorted(changes.values(), key=lambda row: row.values.get("kind") != Kind.PROVINCE)
        while order:
            ready = [row for row in order if self._can_take_host(row, ending)]
            for row in ready:
                self._add_agency(day, row)
            done = {row.new_code for row in ready}
            order = [row for row in order if row.new_code not in done]
            if not ready:
                for row in order:
                    self._refuse_host(row)
                return

    def _changes(self, row: PlanRow) -> bool:
        known = self.future.agencies.get(row.new_code)
        return known is None or any(
            getattr(known, name) != value for name, value in row.values.items()
        )

    def _can_take_host(self, row: PlanRow, ending: dict[str, list[PlanRow]]) -> bool:
        owner = self.future.find_owner(row.values.get("host", ""))
        return (
            owner is None
            or owner.code == row.new_code
            or owner.host != row.values["host"]
            or owner.is_archived
            or owner.code in ending
        )

    def _refuse_host(self, row: PlanRow) -> None:
        host = row.values["host"]
        owner = self.future.find_owner(host)
        what = _("%(host)s belongs to %(owner)s.") % {
            "host": host,
            "owner": owner.code if owner else "",
        }
        self._refuse(row, "host", what, ALLOWED["host"])

    def _add_agency(self, day: date, row: PlanRow) -> None:
        future, known = self.future, self.future.agencies.get(row.new_code)
        values: dict[str, Any] = {
            name: getattr(known, name) if known else "" for name in _FIELDS
        } | row.values
        host = values["host"]
        owner = future.find_owner(host) if host else None
        passes_on = owner is not None and owner.code != row.new_code
        if not values["host"]:
            self._refuse(row, "host", _("is missing"), ALLOWED["host"])
            return
        future.released = {host} if passes_on else set()
        try:
            check_agency(code=row.new_code, lookup=future, **values)
        except ValidationError as error:
            for column, messages in error.message_dict.items():
                what = f"{values.get(column, '')!r}: {' '.join(messages)}"
                self._refuse(row, column, what, ALLOWED.get(column, ", ".join(Kind.values)))
            return
        finally:
            future.released = set()
        if passes_on and owner:
            self._release_host(day, row, owner, host)
        taken = {"former_owner": owner.code} if passes_on and owner else {}
        provision = {name: value for name, value in values.items() if value or name == "parent"}
        self._add(day, row, StepAction.PROVISION, row.new_code, provision | taken)
        aliases = (known.aliases | {known.host}) - {host} if known else set()
        future.put(_FutureAgency(code=row.new_code, aliases=aliases, **values))

    def _release_host(self, day: date, row: PlanRow, owner: _FutureAgency, host: str) -> None:
        self.future.take_host(owner, host)
        if owner.host == host:
            self.future.give_host(owner, self._find_free_host(host))
            values = {"host": owner.host}
            self._add(day, row, StepAction.RELEASE_HOST, owner.code, values)

    def _find_free_host(self, host: str) -> str:
        label, _dot, rest = host.partition(".")
        for number in count(1):
            suffix = FORMER_LABEL if number == 1 else f"{FORMER_LABEL}-{number}"
            found = f"{label[: 63 - len(suffix)]}{suffix}.{rest}"
            if self.future.find_owner(found) is None and found not in self.hosts:
                return found
        raise AssertionError  # pragma: no cover

    def _end(self, day: date, code: str, heirs: list[PlanRow]) -> None:
        future, known = self.future, self.future.agencies.get(code)
        if known is None or known.is_archived:
            return
        announcement = self._get_announcement(day, heirs)
        heirs = [row for row in heirs if row.new_code]
        for row in heirs:
            heir = future.agencies.get(row.new_code)
            if heir is None:
                # Told already: it could not be made.
                continue
            if heir.is_archived:
                what = _("%(unit)s has ended by then") % {"unit": row.new_code}
                self._refuse(row, "new_code", what, _("a unit that works"))
        first = next(iter(sorted(heirs, key=lambda row: row.action != "merge")), None)
        row = first or PlanRow(0, 0, day, "end", code, "")
        if working := future.list_working_units(code):
            what = ngettext(
                "%(count)s unit still belongs to this province: %(units)s",
                "%(count)s units still belong to this province: %(units)s",
                len(working),
            ) % {"count": len(working), "units": ", ".join(working)}
            self._refuse(row, "old_code", what, _("end or move them before, or on the same day"))
        known.is_archived = True
        if first:
            self._add_moves(day, first, heirs)
        shares = {row.new_code: row.share for row in heirs}
        ended_on = (day - timedelta(days=1)).isoformat()
        values = {"successors": [*shares], "shares": shares, "ended_on": ended_on}
        self._add(day, row, StepAction.ARCHIVE, code, values | announcement)

    def _get_announcement(self, day: date, heirs: list[PlanRow]) -> dict[str, str]:
        """Return from when on the website tells its end; empty if it does not."""
        said = next((row.announce for row in heirs if row.announce), "")
        if said == UNANNOUNCED:
            return {}
        return {"announced_on": said or (day - ANNOUNCEMENT_PERIOD).isoformat()}

    def _add_moves(self, day: date, first: PlanRow, heirs: list[PlanRow]) -> None:
        """Add the steps that hand on what the agency has, most of it to its main successor.

        Of an agency that is divided without a main successor, pages and people stay.
        """
        is_merged = first.action == "merge"
        content = first.content or (ARCHIVE if is_merged else STAY)
        people = first.people or (MOVE if is_merged else STAY)
        left_out = set()
        if content == STAY:
            left_out |= {StepAction.MOVE_PAGES, StepAction.MOVE_FILES}
        if people == STAY:
            left_out.add(StepAction.MOVE_MEMBERS)
        values = {
            "successor": first.new_code,
            "successors": [row.new_code for row in heirs],
            "content": content,
            "ended_on": (day - timedelta(days=1)).isoformat(),
        }
        for action in _MOVES:
            if action not in left_out:
                self._add(day, first, action, first.old_code, values)

    def _add(
        self, day: date, row: PlanRow, action: StepAction, code: str, values: dict[str, Any]
    ) -> None:
        self.steps.append(StepDraft(day, row.line, action, code, values))
