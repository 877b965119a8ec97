"""Carrying out a table of agencies, all rows or none, for the command and the screen alike."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from sites.models import TableUpload
from sites.models.uploads import LIFETIME
from sites.provisioning import Changes, provision_agency

Row = dict[str, str]


@dataclass(frozen=True)
class Outcome:
    """What a row does or would do: ``verb`` is ``created``, ``changed`` or ``left``."""

    code: str
    name: str
    host: str
    verb: str
    lines: list[str]


class RowError(Exception):
    """A row that can be read and not carried out; nothing of the table has been done."""

    def __init__(self, code: str, messages: list[str]) -> None:
        super().__init__(code, messages)
        self.code = code
        self.messages = messages

    def __str__(self) -> str:
        return f"{self.code}: {' '.join(self.messages)}"


class TableChanged(Exception):
    """Since the table was tried out, something has changed that makes its outcome another."""


def provision_rows(
    rows: Iterable[Row], *, dry_run: bool = False, by: User | None = None
) -> list[Outcome]:
    """Provision an agency for each row, or none and raise RowError.

    A dry run does it all and takes it back: the one preview that cannot differ from the deed.
    ``by`` is the person to be named in the log.
    """
    with transaction.atomic():
        outcomes = [_provision(row, by) for row in rows]
        transaction.set_rollback(dry_run)
    return outcomes


def try_out(*, rows: list[Row], file_name: str, by: User) -> TableUpload:
    """Keep a table with what it would do, to be carried out within the hour.

    Raises RowError where it cannot be carried out. Forgets tables that are too old.
    """
    TableUpload.objects.filter(uploaded_at__lt=timezone.now() - 24 * LIFETIME).delete()
    outcomes = provision_rows(rows, dry_run=True)
    return TableUpload.objects.create(
        uploaded_by=by, file_name=file_name[-255:], rows=rows, outcomes=_stored(outcomes)
    )


def carry_out(upload: TableUpload, *, by: User) -> None:
    """Do what ``try_out`` said, exactly, once.

    Raises TableChanged where the outcome would now be another: nothing is done then, and the
    upload has the new outcome to be looked at. Raises RowError as ``provision_rows`` does.
    """
    with transaction.atomic():
        outcomes = _stored(provision_rows(upload.rows, by=by))
        changed = outcomes != upload.outcomes
        transaction.set_rollback(changed)
    upload.outcomes = outcomes
    upload.done_at = None if changed else timezone.now()
    upload.save(update_fields=["outcomes", "done_at"])
    if changed:
        raise TableChanged


def _provision(row: Row, by: User | None) -> Outcome:
    changes = Changes()
    try:
        agency = provision_agency(**row, changes=changes)
    except ValidationError as error:
        # What only shows while doing it, such as a page that has the address already.
        raise RowError(row["code"], error.messages) from None
    if by and changes.verb != "left":
        log(agency, "wagtail.create" if changes.created else "wagtail.edit", user=by)
    return Outcome(row["code"], row["name_vi"], row["host"], changes.verb, changes.lines)


def _stored(outcomes: list[Outcome]) -> list[dict[str, object]]:
    return [vars(outcome) for outcome in outcomes]
