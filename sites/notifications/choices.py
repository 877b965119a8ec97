"""How each person wishes to be told, as far as there is a choice."""

from collections.abc import Collection, Iterable

from django.db import transaction

from accounts.models import User
from sites.models import MANDATORY, Notification, NotificationChoice, NotificationKind, Pace

# An emergency is told at once, to everybody whom it concerns.
CHOOSABLE = [kind for kind in NotificationKind if kind != NotificationKind.EMERGENCY]


def paces_of(person: User) -> dict[str, Pace]:
    """Return how ``person`` wishes to be told, for each kind that leaves a choice."""
    chosen = dict(NotificationChoice.objects.filter(person=person).values_list("kind", "pace"))
    return {kind.value: Pace(chosen.get(kind, Pace.USUAL)) for kind in CHOOSABLE}


def paces_for(kind: NotificationKind, people: Collection[User]) -> dict[int, str]:
    """Return the choices about one kind by the keys of the persons; who has none is missing."""
    choices = NotificationChoice.objects.filter(kind=kind, person__in=people)
    return dict(choices.values_list("person", "pace"))


def offered(kind: NotificationKind) -> list[Pace]:
    """Return what there is to choose from for one kind."""
    return [pace for pace in Pace if pace != Pace.NEVER or kind not in MANDATORY]


@transaction.atomic
def choose(*, person: User, paces: dict[str, Pace]) -> None:
    """Let ``person`` be told so from now on; what they do not want any more waits no longer.

    Raises ValueError for what is not offered.
    """
    for name, pace in paces.items():
        kind = NotificationKind(name)
        if pace not in offered(kind):
            raise ValueError(f"{pace!r} is not offered for {name}.")
        rows = NotificationChoice.objects.filter(person=person, kind=kind)
        if pace == Pace.USUAL:
            rows.delete()
        else:
            rows.update_or_create(defaults={"pace": pace}, person=person, kind=kind)
        if pace == Pace.NEVER:
            forget_waiting(person=person, kinds=[kind])


def forget_waiting(*, person: User, kinds: Iterable[NotificationKind] = NotificationKind) -> None:
    """Send ``person`` nothing more of what has not been sent yet, of these kinds or of any."""
    Notification.objects.filter(person=person, kind__in=list(kinds), sent_at=None).delete()
