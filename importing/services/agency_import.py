"""Taking the website of one agency over from another installation, whole or not at all."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from wagtail.models import Collection, Page, ReferenceIndex, Site
from wagtail.search import index

from content.models import CustomDocument, CustomImage
from importing.agency_archive.conflicts import find_parent, list_conflicts
from importing.agency_archive.records import AgencyRecords, Record
from importing.agency_archive.references import References
from importing.services.agency_export import KIND
from ops.backup.archive import Manifest, read_archive, verify_archive
from ops.backup.creation import ROWS
from ops.backup.errors import BackupError
from ops.backup.files import FOLDER, store_file
from ops.backup.schema import list_applied_migrations
from sites.caching.versions import DIRECTORY, bump_cache_versions
from sites.models import Agency, AgencySettings
from sites.permissions.group_permissions import sync_permissions
from sites.permissions.ownership import list_agency_pages
from sites.selectors.known_agencies import AgencyLookup
from sites.services.collection_order import make_room
from sites.services.namesakes import refresh_qualifiers


@dataclass
class AgencyImportResult:
    """The agency, the numbers of rows by table, and words about what did not come along."""

    agency: Agency
    counts: Counter[str]
    files: int
    lost: list[str]


def import_agency(
    *, path: Path, host: str = "", parent: str = "", identity: str = ""
) -> AgencyImportResult:
    """Take an agency over from the file that ``export_agency`` has written in another installation.

    ``host``: its host name here, by default the one it had; ``parent``: code of its province,
    needed where there are several. All rows are written in one transaction; files are stored before
    and removed if it fails. Accounts come without passwords; their people set one by mail. Raises
    ValidationError with all that stands in the way, before anything is written; BackupError if the
    file is damaged, of another version, or the database refuses a row.
    """
    manifest = verify_archive(path, KIND, identity)
    _check_version(manifest)
    host = (host or manifest.header["host"]).lower()
    records = AgencyRecords(path, manifest, identity)
    _check(records, host, parent)
    stored: list[str] = []
    try:
        _store_files(path, identity, stored)
        try:
            with transaction.atomic():
                agency, references, counts = _write(records, host, parent)
        except IntegrityError as error:
            reason = str(error).strip().splitlines()[0]
            raise BackupError(f"The database refuses what is in the file: {reason}.") from error
    except BaseException:
        for name in stored:
            default_storage.delete(name)
        raise
    # The search of the websites is an app that this one does not know.
    call_command("check_search_index", verbosity=0, stdout=_Silence())
    return AgencyImportResult(agency, counts, len(stored), list(dict.fromkeys(references.lost)))


class _Silence:
    def write(self, text: str) -> None:
        """Say nothing."""

    def flush(self) -> None:
        """Do nothing."""


def _check_version(manifest: Manifest) -> None:
    """Raise BackupError if the apps that the rows are of have other tables here."""
    rows = [name.removeprefix(ROWS) for name in manifest.parts if name.startswith(ROWS)]
    labels = {name.partition(".")[0] for name in rows}
    theirs = {(app, name) for app, name in manifest.header["migrations"] if app in labels}
    if theirs != {(app, name) for app, name in list_applied_migrations() if app in labels}:
        version = manifest.header["version"]
        raise BackupError(
            f"The file comes from version {version}, whose tables differ from those here. Bring "
            "both installations to the same version, and export again."
        )


def _check(records: AgencyRecords, host: str, parent: str) -> None:
    if conflicts := list_conflicts(records, host=host, parent=parent):
        raise ValidationError(conflicts)


def _store_files(path: Path, identity: str, stored: list[str]) -> None:
    with read_archive(path, identity) as parts:
        for part, content in parts:
            if part.startswith(FOLDER):
                name = part.removeprefix(FOLDER)
                if default_storage.exists(name):
                    raise BackupError(f"There is a file {name} here already.")
                stored.append(name)
                store_file(name, content)


def _write(
    records: AgencyRecords, host: str, parent: str
) -> tuple[Agency, References, Counter[str]]:
    # Two transactions must not write Wagtail's trees at once; the root page serves as the lock.
    Page.objects.select_for_update().get(depth=1)
    _check(records, host, parent)
    references = References()
    records.find_outside(references)
    records.allocate(references)
    row = records.get(Agency)[0]
    province = find_parent(row, parent, AgencyLookup())
    changes: dict[type[Model], Record] = {
        Agency: {"parent_id": province.pk if province else None},
        Site: {"hostname": host},
    }
    counts = records.write(references, changes)
    connection.check_constraints()
    agency = Agency.objects.with_site().get(code=row["code"])
    _sort_collection(agency.collection_id)
    sync_permissions(agency)
    refresh_qualifiers(agency)
    _index(agency)
    bump_cache_versions([DIRECTORY, *agency.codes])
    return agency, references, counts


def _sort_collection(key: int) -> None:
    """Put the collection of an agency, which came last, where its name stands among the others.

    They stand in order of name, which the next one that is renamed relies on.
    """
    collection = Collection.objects.get(pk=key)
    root = collection.get_parent()
    make_room(root, collection.name)
    Collection.objects.get(pk=key).move(root, "sorted-child")


def _index(agency: Agency) -> None:
    """Tell Wagtail's indexes of texts and references about rows that it saw nobody save."""
    pages = [page.specific for page in list_agency_pages([agency.pk])]
    files = [
        file
        for model in (CustomImage, CustomDocument)
        for file in model.objects.filter(collection__path__startswith=agency.collection.path)
    ]
    for row in (*pages, AgencySettings.objects.get(site=agency.site)):
        ReferenceIndex.create_or_update_for_object(row)
    for row in (*pages, *files):
        index.insert_or_update_object(row)
