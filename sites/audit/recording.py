"""Writing the journal, at the time of the act: later nobody could tell whose a thing was then."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone
from wagtail.admin.utils import get_user_display_name
from wagtail.models import ModelLogEntry, PageLogEntry

from accounts.models import User
from sites.isolation.ownership import owners_of
from sites.models import AuditEntry


def record(
    action: str,
    *,
    agencies: Iterable[int] = (),
    person: User | None,
    target: Model | None,
    detail: str = "",
) -> None:
    """Enter an act into the journal of each agency, or of the centre where there is none.

    ``action`` is a name of ``sites.audit.actions``, ``agencies`` has keys, ``target`` is what was
    acted on and ``detail`` a word more (a role).
    """
    fields: dict[str, object] = {"detail": detail}
    if target is not None:
        fields["title"] = _name(target)
        fields["object_id"] = str(target.pk)
        fields["content_type"] = ContentType.objects.get_for_model(target)
    _write(agencies, person, action=action, at=timezone.now(), **fields)


def record_log_entry(entry: PageLogEntry | ModelLogEntry) -> None:
    """Enter what Wagtail has just logged."""
    _write(
        owners_of(entry),
        entry.user,
        action=entry.action,
        at=entry.timestamp,
        content_type=entry.content_type,
        object_id=str(entry.object_id),
        title=entry.label,
    )


def _write(agencies: Iterable[int], person: User | None, **fields: object) -> None:
    name = _name(person) if person else ""
    owners: list[int | None] = [*sorted(agencies)]
    AuditEntry.objects.bulk_create(
        AuditEntry(agency_id=agency, person=person, person_name=name, **fields)
        for agency in owners or [None]
    )


def _name(thing: Model) -> str:
    return str(get_user_display_name(thing)) if isinstance(thing, User) else str(thing)
