"""Effects of a plan, computed without writing: the agencies after each row, and the steps.

Every rule of the services that carry the plan out is asked here beforehand, with the agencies as
they will be by then, so that a plan is refused whole and not in its middle.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count, groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reorganisation.models import StepAction
from reorganisation.plans.future import FutureAgencies, FutureAgency
from reorganisation.plans.table import (
    ARCHIVE,
    ARCHIVE_SLUG,
    ENDING,
    MOVE,
    STAY,
    STAYING,
    UNANNOUNCED,
    PlanRow,
)
from reorganisation.plans.unit_rows import (
    UnitChange,
    describe_undecided,
    find_undecided,
    get_main_row,
    iter_heir_problems,
    iter_share_problems,
)
from reorganisation.selectors.open_matters import list_movable_pages
from sites.models import Agency, Kind
from sites.selectors.short_names import get_following_short_name
from sites.services.agency_table import ALLOWED
from sites.services.provisioning import check_agency, get_future_province
from sites.services.table_files import Problem, TableError

_FIELDS = ("kind", "name_vi", "name_en", "short_name", "geocode", "host", "parent")
# The columns of values that are called otherwise.
_COLUMNS = {"name_vi": "new_name", "code": "new_code"}
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
        self.future = FutureAgencies()
        self.steps: list[StepDraft] = []
        self.problems: list[Problem] = []
        self.hosts = {row.values["host"] for row in rows if "host" in row.values}
        # By code, the slugs of the archives that an agency will have been given by then.
        self._archives: dict[str, set[str]] = defaultdict(set)
        for code, splits in find_undecided(rows).items():
            if known := self.future.agencies.get(code):
                self.problems.append(describe_undecided(splits[0], known.label))
                # What else is wrong with these rows shall not hide it.
                self._name_successors(code, splits)

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
        for code, heirs in ending.items():
            self.problems += iter_heir_problems(heirs)
            self._name_successors(code, heirs)
        self.problems += iter_share_problems(rows, ending)
        changed = self._provision(day, rows)
        provinces = [code for code in ending if self._is_province(code)]
        for code in sorted(ending, key=lambda code: code in provinces):
            self._end(day, code, ending[code])
        self._check_names(changed)

    def _is_province(self, code: str) -> bool:
        known = self.future.agencies.get(code)
        return known is not None and known.kind == Kind.PROVINCE

    def _refuse(self, row: PlanRow, column: str, what: str, allowed: object) -> None:
        self.problems.append(Problem(row.line, column, what, str(allowed)))

    def _name_successors(self, code: str, heirs: list[PlanRow]) -> None:
        if known := self.future.agencies.get(code):
            known.successors |= {row.new_code for row in heirs}

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

    def _provision(self, day: date, rows: list[PlanRow]) -> dict[str, PlanRow]:
        """Add the steps that make and change agencies.

        Returns, by code, a row of each that is new or has another name or province.
        """
        waiting: dict[str, list[PlanRow]] = {}
        for row in rows:
            is_new = row.new_code not in self.future.agencies
            if row.new_code and (is_new or row.action in STAYING):
                waiting.setdefault(row.new_code, []).append(row)
        acts = [UnitChange(given) for given in waiting.values()]
        refused, changed = set(), {}
        for act in sorted(acts, key=lambda act: act.values.get("kind") != Kind.PROVINCE):
            former = self.future.agencies.get(act.code)
            if not self._add_agency(day, act):
                refused.add(act.code)
            elif former is None or not _is_called_alike(former, self.future.agencies[act.code]):
                changed[act.code] = act.get_row("name_vi")
        self._check_cells(row for row in rows if row.new_code not in refused)
        return changed

    def _check_cells(self, rows: Iterable[PlanRow]) -> None:
        """Refuse what rows say of a unit that has something else, and so has no effect."""
        refused = {problem.line for problem in self.problems}
        for row in rows:
            if row.line in refused:
                continue
            known = self.future.agencies.get(row.new_code)
            for name in sorted(row.given) if known else ():
                cell, value = row.values[name], getattr(known, name)
                if cell != value:
                    what = _("%(cell)r, but by then %(unit)s has %(value)r") % {
                        "cell": cell,
                        "unit": row.new_code,
                        "value": value,
                    }
                    allowed = _("empty or the same; keep, rename and move change a unit")
                    self._refuse(row, _COLUMNS.get(name, name), what, allowed)

    def _check_names(self, changed: dict[str, PlanRow]) -> None:
        """Refuse that two units of a province that work are called the same from a day on.

        ``changed``: see ``_provision``.
        """
        told: set[str] = set()
        for code, row in changed.items():
            agency = self.future.agencies[code]
            others = [] if agency.is_archived else self.future.list_namesakes(agency)
            if others and others[0].code not in told:
                what = _("%(unit)s has the same name") % {"unit": others[0].label}
                allowed = _("a name that no other unit of the province has that works")
                self._refuse(row, "new_name", what, allowed)
                told.add(code)

    def _add_agency(self, day: date, act: UnitChange) -> bool:
        """Add the step that makes or changes an agency, if need be; return whether it is right."""
        future, known = self.future, self.future.agencies.get(act.code)
        values = _get_values(act, known)
        if known and all(getattr(known, name) == value for name, value in values.items()):
            return True
        owner = future.find_owner(values["host"])
        former_owner = owner if owner and owner.code != act.code else None
        if not (
            self._is_complete(act, values)
            and self._can_take_host(act, former_owner)
            and self._is_valid(act, values, has_former_owner=former_owner is not None)
        ):
            return False
        if former_owner:
            self._release_host(day, act.row, former_owner, values["host"])
        # What the plan does not say is looked up on the day itself.
        unsaid = {"name_en", "short_name"} - act.values.keys() if known else set()
        provision = {
            name: value
            for name, value in values.items()
            if (value or name == "parent") and name not in unsaid
        }
        taken = {"former_owner": former_owner.code} if former_owner else {}
        self._add(day, act.row, StepAction.PROVISION, act.code, provision | taken)
        aliases = (known.aliases | {known.host}) - {values["host"]} if known else set()
        values["parent"] = get_future_province(
            future.find(act.code), kind=values["kind"], parent=values["parent"], lookup=future
        )
        future.put(FutureAgency(code=act.code, aliases=aliases, **values))
        return True

    def _is_complete(self, act: UnitChange, values: dict[str, Any]) -> bool:
        """Return whether a unit has what it needs to be made; else refuse it."""
        missing = [name for name in ("kind", "name_vi", "host") if not values[name]]
        if act.row.action != "create" and {"kind", "host"} <= {*missing}:
            what = _("there is no unit %(code)r by then") % {"code": act.code}
            allowed = _("the code of a unit that works; a new one needs kind, new_name and host")
            self._refuse(act.row, "new_code", what, allowed)
            return False
        for name in missing:
            expected = ALLOWED.get(name, ", ".join(Kind.values))
            self._refuse(act.row, _COLUMNS.get(name, name), _("is missing"), expected)
        return not missing

    def _can_take_host(self, act: UnitChange, owner: FutureAgency | None) -> bool:
        """Return whether a unit may have the host of ``owner``, whose work it carries on."""
        if owner is None or self.future.succeeds(act.code, owner):
            return True
        host = act.values["host"]
        message = (
            _("%(host)s belongs to %(owner)s.")
            if owner.host == host
            else _("%(host)s is a former address of %(owner)s and leads there.")
        )
        what = message % {"host": host, "owner": owner.label}
        allowed = _("a host name that nobody has, or that of a unit whose work this one carries on")
        self._refuse(act.get_row("host"), "host", what, allowed)
        return False

    def _is_valid(self, act: UnitChange, values: dict[str, Any], *, has_former_owner: bool) -> bool:
        """Return whether ``provision_agency`` would take these values by then; else refuse them."""
        self.future.released = {values["host"]} if has_former_owner else set()
        try:
            check_agency(code=act.code, lookup=self.future, **values)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                what = f"{values.get(name, act.code)!r}: {' '.join(messages)}"
                allowed = ALLOWED.get(name, ", ".join(Kind.values))
                self._refuse(act.get_row(name), _COLUMNS.get(name, name), what, allowed)
            return False
        finally:
            self.future.released = set()
        return True

    def _release_host(self, day: date, row: PlanRow, owner: FutureAgency, host: str) -> None:
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
        main = get_main_row(heirs)
        announcement = self._get_announcement(day, main)
        heirs = [row for row in heirs if row.new_code]
        for row in heirs:
            heir = future.agencies.get(row.new_code)
            if heir is None:
                # Told already: it could not be made.
                continue
            if heir.is_archived:
                what = _("%(unit)s has ended by then") % {"unit": row.new_code}
                self._refuse(row, "new_code", what, _("a unit that works"))
        if working := future.list_working_units(code):
            what = ngettext(
                "%(count)s unit still belongs to this province: %(units)s",
                "%(count)s units still belong to this province: %(units)s",
                len(working),
            ) % {"count": len(working), "units": ", ".join(working)}
            self._refuse(main, "old_code", what, _("end or move them before, or on the same day"))
        known.is_archived = True
        if main.new_code:
            self._add_moves(day, main, heirs)
        shares = {row.new_code: row.share for row in heirs}
        ended_on = (day - timedelta(days=1)).isoformat()
        values = {"successors": [*shares], "shares": shares, "ended_on": ended_on}
        self._add(day, main, StepAction.ARCHIVE, code, values | announcement)

    def _get_announcement(self, day: date, main: PlanRow) -> dict[str, str]:
        """Return from when on the website tells its end; empty if it does not."""
        if main.announce == UNANNOUNCED:
            return {}
        return {"announced_on": main.announce or (day - ANNOUNCEMENT_PERIOD).isoformat()}

    def _add_moves(self, day: date, main: PlanRow, heirs: list[PlanRow]) -> None:
        """Add the steps that hand on what the agency has, most of it to its main successor.

        Of an agency that is divided without a main successor, pages and people stay.
        """
        is_merged = main.action == "merge"
        content = main.content or (ARCHIVE if is_merged else STAY)
        people = main.people or (MOVE if is_merged else STAY)
        left_out = set()
        if content == STAY:
            left_out |= {StepAction.MOVE_PAGES, StepAction.MOVE_FILES}
        else:
            self._archives[main.new_code].add(ARCHIVE_SLUG + main.old_code)
        if content not in {ARCHIVE, STAY}:
            self._check_trees(main)
        if people == STAY:
            left_out.add(StepAction.MOVE_MEMBERS)
        values = {
            "successor": main.new_code,
            "successors": [row.new_code for row in heirs],
            "content": content,
            "ended_on": (day - timedelta(days=1)).isoformat(),
        }
        for action in _MOVES:
            if action not in left_out:
                self._add(day, main, action, main.old_code, values)

    def _check_trees(self, row: PlanRow) -> None:
        """Refuse pages that the unit has not; of one that the plan makes nobody knows yet."""
        agency = Agency.objects.select_related("root_page").filter(code=row.old_code).first()
        if agency is None:
            return
        slugs = set(list_movable_pages(agency).values_list("slug", flat=True))
        slugs |= self._archives[row.old_code]
        if unknown := [slug for slug in row.content.split() if slug not in slugs]:
            what = _("%(slugs)s: no page below its home page that can go")
            allowed = ", ".join(sorted(slugs))
            self._refuse(row, "content", what % {"slugs": " ".join(unknown)}, allowed)

    def _add(
        self, day: date, row: PlanRow, action: StepAction, code: str, values: dict[str, Any]
    ) -> None:
        self.steps.append(StepDraft(day, row.line, action, code, values))


def _get_values(act: UnitChange, known: FutureAgency | None) -> dict[str, Any]:
    """Return the arguments of ``provision_agency`` after a change; empty texts where none is."""
    values = {name: getattr(known, name) if known else "" for name in _FIELDS} | act.values
    if known and "short_name" not in act.values:
        values["short_name"] = get_following_short_name(
            known.short_name, former_name=known.name_vi, name=values["name_vi"]
        )
    return values


def _is_called_alike(one: FutureAgency, other: FutureAgency) -> bool:
    return (one.parent, one.name_vi) == (other.parent, other.name_vi)
