"""The options of an audience: kinds, groups, and the single agencies chosen so far."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from bulletins.addressing.words import names_of
from sites.models import Agency, AgencyGroup, Kind, Status


@dataclass(frozen=True)
class Choice:
    """A checkbox of the audience.

    ``code``: as in ``Agency.codes``. ``number``: how many active agencies it covers; None if it
    is a single agency.
    """

    code: str
    label: str
    number: int | None = None


@dataclass(frozen=True)
class Choices:
    """All checkboxes of the audience."""

    kinds: list[Choice]
    groups: list[Choice]
    units: list[Choice]


def choices_for(codes: Iterable[str]) -> Choices:
    """Return the checkboxes for an audience with these codes, in at most four queries.

    A kind without active agencies is offered only if its code is among ``codes``.
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
