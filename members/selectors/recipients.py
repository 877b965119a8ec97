"""Recipients of notifications about an agency, and each user's notification preferences.

A preference says when a user gets the e-mails of one kind.
"""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.permissions import is_administrator
from members.models import (
    MANDATORY,
    OF_ADMINISTRATORS,
    DeliveryMode,
    Notification,
    NotificationKind,
    NotificationPreference,
)
from sites.models import Agency
from sites.permissions.translators import exclude_confined

# Emergencies are always sent at once to every recipient.
CHOOSABLE = [kind for kind in NotificationKind if kind != NotificationKind.EMERGENCY]


def list_choosable(person: User) -> list[NotificationKind]:
    """Return the kinds of ``CHOOSABLE`` that ``person`` may get at all."""
    is_concerned = is_administrator(person)
    return [kind for kind in CHOOSABLE if is_concerned or kind not in OF_ADMINISTRATORS]


def get_user_delivery_modes(person: User) -> dict[str, DeliveryMode]:
    """Return the delivery mode of ``person`` for each value of ``CHOOSABLE``.

    Kinds without a stored preference have ``DeliveryMode.USUAL``.
    """
    chosen = dict(NotificationPreference.objects.filter(person=person).values_list("kind", "pace"))
    return {kind.value: DeliveryMode(chosen.get(kind, DeliveryMode.USUAL)) for kind in CHOOSABLE}


def get_delivery_modes(kind: NotificationKind, users: Collection[User]) -> dict[int, str]:
    """Return the stored delivery modes for ``kind`` by primary key of the user.

    Users without a preference are missing.
    """
    choices = NotificationPreference.objects.filter(kind=kind, person__in=users)
    return dict(choices.values_list("person", "pace"))


def list_offered_modes(kind: NotificationKind) -> list[DeliveryMode]:
    """Return the delivery modes a user may choose for ``kind``: ``NEVER`` not if mandatory."""
    return [pace for pace in DeliveryMode if pace != DeliveryMode.NEVER or kind not in MANDATORY]


@transaction.atomic
def save_delivery_modes(*, person: User, paces: dict[str, DeliveryMode]) -> None:
    """Store delivery modes of ``person``, by value of the notification kind.

    ``DeliveryMode.USUAL`` deletes the preference; ``DeliveryMode.NEVER`` also deletes the unsent
    notifications of that kind. Raises ValueError for an unknown kind or a mode that is not
    ``list_offered_modes``.
    """
    for name, pace in paces.items():
        kind = NotificationKind(name)
        if pace not in list_offered_modes(kind):
            raise ValueError(f"{pace!r} is not offered for {name}.")
        rows = NotificationPreference.objects.filter(person=person, kind=kind)
        if pace == DeliveryMode.USUAL:
            rows.delete()
        else:
            rows.update_or_create(defaults={"pace": pace}, person=person, kind=kind)
        if pace == DeliveryMode.NEVER:
            delete_pending_notifications(person=person, kinds=[kind])


def delete_pending_notifications(
    *,
    person: User,
    kinds: Iterable[NotificationKind] = NotificationKind,
    agency: Agency | None = None,
) -> None:
    """Delete the unsent notifications of ``person`` of these kinds, by default of all.

    ``agency``: only those about the matters of this agency.
    """
    unsent = Notification.objects.filter(person=person, kind__in=list(kinds), sent_at=None)
    (unsent.filter(agency=agency) if agency else unsent).delete()


def list_active_members(agencies: Iterable[Agency]) -> QuerySet[User]:
    """Return the active editors and moderators of the agencies, each user once."""
    keys = [agency.pk for agency in agencies]
    member = Q(groups__agency_as_editors__in=keys) | Q(groups__agency_as_moderators__in=keys)
    return User.objects.filter(member, is_active=True).distinct()


def list_answering_members(agency: Agency) -> QuerySet[User]:
    """Return the active members of ``agency`` whom citizens write to: all but mere translators."""
    return exclude_confined(list_active_members([agency]), agency)


def list_active_moderators(agencies: Iterable[Agency]) -> QuerySet[User]:
    """Return the active moderators of the agencies, each user once."""
    keys = [agency.pk for agency in agencies]
    return User.objects.filter(groups__agency_as_moderators__in=keys, is_active=True).distinct()
