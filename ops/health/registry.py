"""Registry of health checks: their askers, and their results."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Flag, auto
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


class Asker(Flag):
    """Who wants to know.

    ``DOCTOR``: the operator at the console, who waits, and sees what nobody else may. ``SCREEN``:
    ICT administrators, "State of the system". ``READINESS``: ``/readyz``, within a second.
    """

    DOCTOR = auto()
    SCREEN = auto()
    READINESS = auto()


PEOPLE = Asker.DOCTOR | Asker.SCREEN
EVERYBODY = PEOPLE | Asker.READINESS
# Name of the check without which no other asks the database.
DATABASE = "database"


class Level(TextChoices):
    """How something is; the order is that of urgency."""

    PROBLEM = "problem", gettext_lazy("Does not work")
    WARNING = "warning", gettext_lazy("Needs a look")
    UNKNOWN = "unknown", gettext_lazy("Not known")
    OK = "ok", gettext_lazy("In order")


@dataclass(frozen=True)
class CheckResult:
    """One sentence about what is, and where something is wrong one about what to do.

    ``short``: in the few words of ``/readyz``, which are part of its format; empty for ``ok``.
    ``url`` leads to the screen about it, with the label ``link``; both may be empty. ``items``:
    what belongs to it one by one.
    """

    level: Level
    text: str
    advice: str = ""
    short: str = ""
    url: str = ""
    link: str | Promise = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Inquiry:
    """Asker of the checks; ``mail_to`` is the address of a trial e-mail, else empty."""

    asker: Asker
    mail_to: str = ""

    @property
    def is_doctors(self) -> bool:
        """Whether it may take long, and tell what only the operator may see."""
        return self.asker is Asker.DOCTOR


CheckFunction = Callable[[Inquiry], Iterable[CheckResult]]


@dataclass(frozen=True)
class HealthCheck:
    """One registered check; see ``health_check``."""

    name: str
    label: str | Promise
    run: CheckFunction
    order: int
    askers: Asker
    seconds: float
    in_thread: bool
    is_required: bool


_checks: list[HealthCheck] = []


def passed(text: str, **more: Any) -> CheckResult:
    """Return that something works."""
    return CheckResult(Level.OK, text, **more)


def warn(text: str, advice: str, **more: Any) -> CheckResult:
    """Return that something works, and will not or not well."""
    return CheckResult(Level.WARNING, text, advice, **more)


def fail(text: str, advice: str, **more: Any) -> CheckResult:
    """Return that something does not work; the doctor ends with 1 then."""
    return CheckResult(Level.PROBLEM, text, advice, **more)


def health_check(
    name: str,
    label: str | Promise,
    *,
    order: int,
    askers: Asker = Asker.DOCTOR,
    seconds: float = 15,
    in_thread: bool = False,
    is_required: bool = False,
) -> Callable[[CheckFunction], CheckFunction]:
    """Return a decorator that registers a function which yields what it finds, or nothing.

    ``name``: for machines, as ``/readyz`` has it. ``label``: for people. Lower ``order`` comes
    first. ``askers``: who asks it; what the doctor alone asks is in English, as all commands are.
    ``seconds``: how long it may take where the doctor asks. ``in_thread``: it waits for something
    else than the database, whose own limits end every question. ``is_required``: a node where it
    does not say ``ok`` takes no requests.
    """

    def register(run: CheckFunction) -> CheckFunction:
        _checks.append(
            HealthCheck(name, label, run, order, askers, seconds, in_thread, is_required)
        )
        return run

    return register


def list_checks(asker: Asker) -> list[HealthCheck]:
    """Return the checks of an asker in their order."""
    return sorted((one for one in _checks if asker in one.askers), key=lambda one: one.order)


def summarize_error(error: BaseException) -> str:
    """Return the first line of what an exception says, or its name if it says nothing."""
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
