"""Import of a table of agencies; used by the command and by the admin.

A table of up to ``MOST_REHEARSED`` rows is imported whole or not at all, and its preview is a
rehearsal. Of a longer one the preview is worked out without writing, and each row is written in a
transaction of its own (docs/decisions/0005-dry-run-by-rollback.md).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django_tasks import task
from wagtail.log_actions import log

from accounts.models import User
from sites.caching.versions import batch_version_bumps
from sites.models import Agency, TableRun, TableUpload
from sites.selectors.known_agencies import AgencyLookup, LoadedAgencies
from sites.selectors.similar_names import NamedAgency, list_similar_names
from sites.services.provisioning import (
    Change,
    ProvisioningResult,
    get_future_province,
    list_changes,
    merge_fields,
    provision_agency,
)

Row = dict[str, Any]
MOST_REHEARSED = 100


@dataclass(frozen=True)
class Outcome:
    """What a row did or would do to an agency.

    ``verb`` is ``created``, ``changed`` or ``left`` (unchanged); ``changes`` are the changed values
    (field, old, new), ``notes`` say what else was created or repaired.
    """

    code: str
    name: str
    host: str
    verb: str
    changes: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """All changes and notes as lines of text."""
        return [*(str(Change(*change)) for change in self.changes), *self.notes]


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
    """Provision an agency for each row, all or none, and return one outcome per row.

    A dry run does everything and rolls it back, so that the preview cannot differ from the import.
    ``by`` is the user named in the log; without it nothing is logged. Raises RowError at the first
    bad row; then nothing has changed.
    """
    # Versions are replaced once, at the end: a publication waits for their rows until the
    # transaction ends, and a table takes a minute.
    with transaction.atomic():
        with batch_version_bumps():
            outcomes = [_provision(row, by) for row in rows]
        transaction.set_rollback(dry_run)
    return outcomes


def iter_provisioned_rows(rows: Iterable[Row]) -> Iterator[Outcome]:
    """Provision an agency for each row, each in a transaction of its own; yield the outcomes.

    Raises RowError at the first bad row; those before it stay. Running it again goes on from there.
    """
    for row in rows:
        with transaction.atomic():
            outcome = _provision(row, None)
        yield outcome


def predict_rows(rows: Iterable[Row], lookup: AgencyLookup | None = None) -> list[Outcome]:
    """Return what importing checked rows would do, without writing or locking anything.

    Repairs of what has drifted, which importing does as well, are not foreseen. ``lookup`` are the
    agencies that exist (default: as they are now). Raises RowError for a row that cannot be
    provisioned for another reason than ``check_agency`` finds.
    """
    lookup = lookup or LoadedAgencies()
    return [_predict(row, lookup) for row in rows]


def list_name_warnings(rows: list[Row]) -> list[tuple[NamedAgency, NamedAgency]]:
    """Return the new or renamed agencies of a table whose names may mean another agency.

    Each with the first other one, of the table or not, that may be meant.
    """
    existing = {
        code: NamedAgency(code, name)
        for code, name in Agency.objects.values_list("code", "name_vi")
    }
    wanted = [NamedAgency(row["code"], row["name_vi"]) for row in rows]
    new = [agency for agency in wanted if existing.get(agency.code) != agency]
    changed = {agency.code for agency in new}
    others = [agency for agency in existing.values() if agency.code not in changed]
    return list_similar_names(new, others)


def preview_import(
    *, rows: list[Row], file_name: str, by: User, ignored: list[str] | None = None
) -> TableUpload:
    """Save a table together with what it would do, for ``run_import`` to import.

    ``ignored`` are headings of columns that were not read. The upload can be imported within
    ``LIFETIME`` (one hour). Deletes uploads older than 24 hours that are not being written. Raises
    RowError if a row cannot be provisioned; then nothing is saved.
    """
    TableUpload.objects.delete_old()
    is_short = len(rows) <= MOST_REHEARSED
    outcomes = provision_rows(rows, dry_run=True) if is_short else predict_rows(rows)
    return TableUpload.objects.create(
        uploaded_by=by,
        file_name=file_name[-255:],
        rows=rows,
        outcomes=_serialize_outcomes(outcomes),
        ignored=ignored or [],
        similar=[[*agency, *other] for agency, other in list_name_warnings(rows)],
    )


def run_import(upload: TableUpload, *, by: User) -> None:
    """Import the table of ``upload``: at once if it is short, else by background work.

    A short table is imported if the outcome is exactly the one of the preview, and marked as done.
    Raises TableChangedError if the outcome would differ now: then no agency has changed, and the
    upload holds the new outcome for another preview. Raises RowError as ``provision_rows`` does.
    Of a long table, rows that would do something else by now are left out and told. The caller
    checks that the upload is neither expired nor done.
    """
    if len(upload.rows) > MOST_REHEARSED:
        _start_run(upload)
        return
    with transaction.atomic():
        outcomes = _serialize_outcomes(provision_rows(upload.rows, by=by))
        changed = outcomes != upload.outcomes
        transaction.set_rollback(changed)
    upload.outcomes = outcomes
    upload.done_at = None if changed else timezone.now()
    upload.save(update_fields=["outcomes", "done_at"])
    if changed:
        raise TableChangedError


@transaction.atomic
def _start_run(upload: TableUpload) -> None:
    upload.done_at = timezone.now()
    upload.save(update_fields=["done_at"])
    TableRun.objects.create(upload=upload)
    write_table_rows.enqueue(str(upload.pk))


def _get_file_name(upload: str) -> str:
    return TableUpload.objects.filter(pk=upload).values_list("file_name", flat=True).first() or ""


@task(
    backend="queue",
    lane="normal",
    label=gettext_lazy("Create and change units of a table"),
    about=_get_file_name,
)
def write_table_rows(upload: str) -> Iterator[tuple[str]]:
    """Write further rows of a confirmed table, one by one.

    ``upload``: the primary key of the ``TableUpload``. Nothing is done if it is gone.
    """
    found = TableUpload.objects.filter(pk=upload).select_related("uploaded_by").first()
    while found and write_next_rows(found, most=1):
        yield (upload,)


def write_next_rows(upload: TableUpload, *, most: int) -> bool:
    """Write up to ``most`` further rows of a long table; return whether rows are left.

    Each row is one transaction together with the note that it is done: killed at any moment, the
    work goes on where it stopped, and several processes may share it. A row that is refused, or
    would do something else than its preview said, changes nothing and is told in the run.
    """
    with override(settings.LANGUAGE_CODE):
        return all(_write_next_row(upload) for _number in range(most))


@transaction.atomic
def _write_next_row(upload: TableUpload) -> bool:
    run = TableRun.objects.select_for_update().get(upload=upload)
    place = run.position
    while place < len(upload.rows) and upload.outcomes[place]["verb"] == "left":
        place += 1
    if place == len(upload.rows):
        run.position = place
        run.finished_at = run.finished_at or timezone.now()
        run.save(update_fields=["position", "finished_at"])
        return False
    if message := _write_row(upload, place):
        run.failures = [*run.failures, [upload.rows[place]["code"], message]]
    run.position = place + 1
    run.save(update_fields=["position", "failures"])
    return True


def _write_row(upload: TableUpload, place: int) -> str:
    """Write one row; return why it was refused, empty if it was not."""
    foreseen = upload.outcomes[place]
    try:
        with transaction.atomic():
            outcome = _provision(upload.rows[place], upload.uploaded_by)
            if [outcome.verb == "created", outcome.changes] != [
                foreseen["verb"] == "created",
                foreseen["changes"],
            ]:
                raise TableChangedError
    except TableChangedError:
        return _("Something has changed here since the preview. Upload this row again.")
    except RowError as error:
        return " ".join(error.messages)
    return ""


def _predict(row: Row, lookup: AgencyLookup) -> Outcome:
    names = ("kind", "name_vi", "name_en", "short_name", "geocode")
    known = lookup.find(row["code"])
    if known is None:
        if lookup.is_slug_taken(row["code"]):
            raise RowError(row["code"], [_("There is another page with this address already.")])
        return Outcome(row["code"], row["name_vi"], row["host"], "created")
    parent = get_future_province(known, kind=row["kind"], parent=row["parent"], lookup=lookup)
    fields = merge_fields(known, **{name: row[name] for name in names})
    changes = [[*change] for change in list_changes(known, fields, parent=parent, host=row["host"])]
    verb = "changed" if changes else "left"
    return Outcome(row["code"], row["name_vi"], row["host"], verb, changes)


def _provision(row: Row, by: User | None) -> Outcome:
    result = ProvisioningResult()
    try:
        agency = provision_agency(**row, changes=result)
    except ValidationError as error:
        # Problems that appear only while provisioning, such as a page that has the slug already.
        raise RowError(row["code"], error.messages) from None
    if by and result.verb != "left":
        log(agency, "wagtail.create" if result.created else "wagtail.edit", user=by)
    changes = [[*change] for change in result.changes]
    return Outcome(row["code"], row["name_vi"], row["host"], result.verb, changes, result.notes)


def _serialize_outcomes(outcomes: list[Outcome]) -> list[dict[str, object]]:
    return [vars(outcome) for outcome in outcomes]
