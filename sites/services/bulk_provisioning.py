"""Import of a table of agencies, all rows or none; used by the command and by the admin."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from sites.models import LIFETIME, TableUpload
from sites.services.provisioning import ProvisioningResult, provision_agency

Row = dict[str, str]


@dataclass(frozen=True)
class Outcome:
    """What a row did or would do to an agency.

    ``verb`` is ``created``, ``changed`` or ``left`` (unchanged); ``lines`` describe the changes.
    """

    code: str
    name: str
    host: str
    verb: str
    lines: list[str]


class RowError(Exception):
    """Raised for a row that cannot be provisioned; nothing of the table was imported."""

    def __init__(self, code: str, messages: list[str]) -> None:
        super().__init__(code, messages)
        self.code = code
        self.messages = messages

    def __str__(self) -> str:
        return f"{self.code}: {' '.join(self.messages)}"


class TableChangedError(Exception):
    """Raised when the import would no longer do what its preview showed."""


def provision_rows(
    rows: Iterable[Row], *, dry_run: bool = False, by: User | None = None
) -> list[Outcome]:
    """Provision an agency for each row and return one outcome per row.

    A dry run does everything and rolls it back, so that the preview cannot differ from the import
    (docs/decisions/0005-dry-run-by-rollback.md). ``by`` is the user named in the log; without it
    nothing is logged. Raises RowError at the first bad row; then nothing has changed.
    """
    with transaction.atomic():
        outcomes = [_provision(row, by) for row in rows]
        transaction.set_rollback(dry_run)
    return outcomes


def preview_import(*, rows: list[Row], file_name: str, by: User) -> TableUpload:
    """Save a table together with the outcome of a dry run, for ``run_import`` to import.

    The upload can be imported within ``LIFETIME`` (one hour). Deletes uploads older than
    24 hours. Raises RowError if a row cannot be provisioned; then nothing is saved.
    """
    TableUpload.objects.filter(uploaded_at__lt=timezone.now() - 24 * LIFETIME).delete()
    outcomes = provision_rows(rows, dry_run=True)
    return TableUpload.objects.create(
        uploaded_by=by,
        file_name=file_name[-255:],
        rows=rows,
        outcomes=_serialize_outcomes(outcomes),
    )


def run_import(upload: TableUpload, *, by: User) -> None:
    """Import the table of ``upload`` if the outcome is exactly the one of the preview.

    Marks the upload as done. Raises TableChangedError if the outcome would differ now: then no
    agency has changed, and the upload holds the new outcome for another preview. Raises RowError as
    ``provision_rows`` does. The caller checks that the upload is neither expired nor done.
    """
    with transaction.atomic():
        outcomes = _serialize_outcomes(provision_rows(upload.rows, by=by))
        changed = outcomes != upload.outcomes
        transaction.set_rollback(changed)
    upload.outcomes = outcomes
    upload.done_at = None if changed else timezone.now()
    upload.save(update_fields=["outcomes", "done_at"])
    if changed:
        raise TableChangedError


def _provision(row: Row, by: User | None) -> Outcome:
    changes = ProvisioningResult()
    try:
        agency = provision_agency(**row, changes=changes)
    except ValidationError as error:
        # Problems that appear only while provisioning, such as a page that has the slug already.
        raise RowError(row["code"], error.messages) from None
    if by and changes.verb != "left":
        log(agency, "wagtail.create" if changes.created else "wagtail.edit", user=by)
    return Outcome(row["code"], row["name_vi"], row["host"], changes.verb, changes.lines)


def _serialize_outcomes(outcomes: list[Outcome]) -> list[dict[str, object]]:
    return [vars(outcome) for outcome in outcomes]
