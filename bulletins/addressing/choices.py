"""What an audience can be chosen from: kinds, groups, and the single units chosen so far."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from bulletins.addressing.words import names_of
from sites.models import Agency, AgencyGroup, Kind, Status


@dataclass(frozen=True)
class Choice:
    """One box to tick. ``number`` is how many working units it stands for; None: it is one."""

    code: str
    label: str
    number: int | None = None


@dataclass(frozen=True)
class Choices:
    """All boxes of an audience."""

    kinds: list[Choice]
    groups: list[Choice]
    units: list[Choice]


def choices_for(codes: Iterable[str]) -> Choices:
    """Return the boxes for an audience with these codes, in four queries at most.

    A kind that no unit is of is offered only where it is ticked already.
    """
    codes = set(codes)
    named = names_of(code for code in codes if code.startswith("agency:"))
    return Choices(
        kinds=[kind for kind in _kinds() if kind.number or kind.code in codes],
        groups=_groups(),
        units=[Choice(code, name) for code, name in named.items()],
    )


def _kinds() -> list[Choice]:
    rows = Agency.objects.active().order_by().values_list("kind")
    numbers = dict(rows.annotate(number=Count("pk")))
    return [Choice(f"kind:{kind}", str(kind.label), numbers.get(kind, 0)) for kind in Kind]


def _groups() -> list[Choice]:
    working = Count("agencies", filter=Q(agencies__status=Status.ACTIVE))
    groups = AgencyGroup.objects.annotate(number=working)
    return [Choice(group.code, group.name, group.number) for group in groups]
