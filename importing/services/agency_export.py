"""Writing the website of one agency into a file, for another installation."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from wagtail.models import Locale

from importing.agency_archive.selection import list_outside, select_rows
from importing.agency_archive.tables import EDITION, list_travelling
from ops.backup.archive import write_archive
from ops.backup.creation import ROWS, make_header
from ops.backup.files import add_file, list_file_columns
from ops.backup.rows import write_rows
from ops.backup.schema import StoredTable
from ops.backup.signature import load_signing_key, sign_file
from ops.backup.snapshot import read_at_once
from sites.models import Agency

KIND = "agency"
# Of signatures: a key may sign other things as well.
NAMESPACE = "bantin-agency"


@dataclass
class ExportResult:
    """How many rows and files were written, and the names of files that the storage lacks."""

    rows: int
    files: int
    missing: list[str]


def export_agency(
    *, code: str, path: Path, recipient: str = "", signing_key: Path | None = None
) -> ExportResult:
    """Write everything that goes with an agency into a new file; see ``select_rows``.

    ``recipient``: as of ``write_archive``. ``signing_key``: file with the private key that signs
    the file; None: it is not signed. Nothing is changed. Raises ValidationError if there is no such
    agency, BackupError or OSError if the file cannot be written or signed; then there is none.
    """
    key = load_signing_key(signing_key) if signing_key else None
    agency = Agency.objects.with_site().filter(code=code).first()
    if agency is None:
        raise ValidationError(f"There is no unit with the code {code}.")
    header = make_header(KIND) | {
        "edition": EDITION,
        "agency": code,
        "name": agency.name_vi,
        "host": agency.site.hostname,
    }
    named: set[str] = set()
    counts: dict[str, int] = {}
    with (
        write_archive(path, header, recipient) as writer,
        tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as folder,
    ):
        with read_at_once():
            for model, keys in select_rows(agency).items():
                table = StoredTable(model._meta.label_lower, model)
                with Path(folder, table.label).open("wb") as file:
                    counts[table.label] = write_rows(
                        model,
                        file,
                        list_file_columns(table),
                        named,
                        keys=keys,
                        columns=list_travelling(model),
                    )
            outside = {
                model._meta.label_lower: list_outside(model._base_manager.all())
                for model in (Locale, ContentType, Agency)
            }
        missing = sorted(name for name in sorted(named) if not add_file(writer, name))
        for label, count in counts.items():
            part = Path(folder, label)
            with part.open("rb") as file:
                writer.add(f"{ROWS}{label}.jsonl.gz", part.stat().st_size, file, rows=count)
        writer.manifest.details |= {"missing": missing, "outside": outside}
    if key:
        try:
            sign_file(path, key, NAMESPACE)
        except OSError:
            path.unlink()
            raise
    return ExportResult(rows=sum(counts.values()), files=len(named) - len(missing), missing=missing)
