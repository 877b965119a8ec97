"""Taking the website of one agency over from another installation, whole or not at all.

What comes in has no authority here: docs/decisions/0071-what-comes-in-has-no-authority.md.
"""

import hashlib
import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy
from wagtail.models import Collection, Page, ReferenceIndex, Site
from wagtail.search import index

from accounts.models import User
from content.models import Act, CustomDocument, CustomImage
from content.renditions import create_renditions
from content.tasks import enqueue_text_extraction
from content.versions.public_rows import found_row
from importing.agency_archive.conflicts import find_parent, list_conflicts
from importing.agency_archive.files import FileExaminer
from importing.agency_archive.people import Person, list_people
from importing.agency_archive.records import UNREADABLE, AgencyRecords
from importing.agency_archive.references import References
from importing.agency_archive.values import Record
from importing.services.agency_export import KIND, NAMESPACE
from members.services.audit import create_audit_entries
from members.services.invitations import prepare
from ops.backup.archive import verify_archive
from ops.backup.errors import BackupError
from ops.backup.signature import check_signature, get_signature_path, read_senders
from sites.caching.versions import DIRECTORY, bump_cache_versions
from sites.models import Agency, AgencySettings
from sites.permissions.group_permissions import sync_permissions
from sites.permissions.ownership import list_agency_pages
from sites.selectors.known_agencies import AgencyLookup
from sites.services.collection_order import make_room
from sites.services.namesakes import refresh_qualifiers

SIGNED, UNSIGNED = "agencies.taken_over", "agencies.taken_over_unsigned"
ACTIONS = {
    SIGNED: gettext_lazy("took a website over from another installation"),
    UNSIGNED: gettext_lazy("took a website over from a file without a signature"),
}

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Arrival:
    """An agency's file that was read and may be taken over.

    ``digest``: of all its bytes. ``sender``: who has signed it, in words; empty for nobody.
    ``public``: numbers of public pages by language. ``drafts``: number of pages that are not
    public. ``people``: whom to invite. ``lost``: words about what does not come along.
    """

    path: Path
    digest: str
    identity: str
    host: str
    parent: str
    sender: str
    records: AgencyRecords
    public: Counter[str]
    drafts: int
    people: list[Person]
    lost: list[str]


@dataclass
class AgencyImportResult:
    """The agency, the numbers of rows by table, and words about what did not come along."""

    agency: Agency
    counts: Counter[str]
    files: int
    invited: int
    lost: list[str]


def read_arrival(
    *,
    path: Path,
    host: str = "",
    parent: str = "",
    identity: str = "",
    trusts_unsigned: bool = False,
) -> Arrival:
    """Read the file that ``export_agency`` has written in another installation; change nothing.

    ``host``: the agency's host name here, by default the one it had; ``parent``: code of its
    province, needed where there are several. ``trusts_unsigned``: takes a file without a signature.
    Raises BackupError if no chosen sender has signed the file, before anything of it is read; also
    if it is damaged, or holds what does not come with a website. Raises ValidationError with all
    that stands in the way here.
    """
    digest = _compute_digest(path)
    sender = _find_sender(path, trusts_unsigned=trusts_unsigned)
    manifest = verify_archive(path, KIND, identity)
    with _explaining():
        records = AgencyRecords(path, manifest, identity)
        host = (host or str(manifest.header["host"])).lower()
        _check(records, host, parent)
        people, lost = list_people(records)
    pages = records.get(Page)
    live = Counter(records.get_language(page["locale_id"]) for page in pages if page["live"])
    return Arrival(
        path=path,
        digest=digest,
        identity=identity,
        host=host,
        parent=parent,
        sender=sender,
        records=records,
        public=live,
        drafts=len(pages) - live.total(),
        people=people,
        lost=lost,
    )


def take_over(arrival: Arrival, *, by: User) -> AgencyImportResult:
    """Write an agency that ``read_arrival`` has read, in the name of an ICT administrator.

    All rows are written in one transaction; files are examined and stored before, and removed if it
    fails. What is public is decided about by ``by``; people are invitations that somebody sends.
    Raises ValidationError if something stands in the way by now, BackupError if the database
    refuses a row.
    """
    records = arrival.records
    files = FileExaminer(records.rows)
    try:
        with _explaining():
            files.examine(arrival.path, arrival.identity)
            # A person has read and answered meanwhile.
            if _compute_digest(arrival.path) != arrival.digest:
                raise BackupError(f"{arrival.path} was changed while it was taken over.")
            with transaction.atomic():
                agency, lost, counts = _write(arrival, by)
                _record(agency, arrival, by)
    except BaseException:
        for name in files.stored:
            default_storage.delete(name)
        raise
    # The search of the websites is an app that this one does not know.
    call_command("check_search_index", verbosity=0, stdout=_Silence())
    lost = [*arrival.lost, *files.refused, *lost]
    return AgencyImportResult(
        agency=agency,
        counts=counts,
        files=len(files.stored),
        invited=len(arrival.people),
        lost=list(dict.fromkeys(lost)),
    )


class _Silence:
    def write(self, text: str) -> None:
        """Say nothing."""

    def flush(self) -> None:
        """Do nothing."""


def _compute_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _find_sender(path: Path, *, trusts_unsigned: bool) -> str:
    if trusts_unsigned and not get_signature_path(path).exists():
        return ""
    senders = read_senders(settings.ARCHIVE_SENDERS)
    try:
        return str(check_signature(path, senders, NAMESPACE))
    except BackupError as error:
        raise BackupError(
            f"{error} Choose the sender: put the sender's public key (ssh-ed25519 AAAA… name), "
            "which you have from the sender and not from the file, into ARCHIVE_SENDERS."
        ) from error


@contextmanager
def _explaining() -> Iterator[None]:
    """Convert what a file makes the program fail with to BackupError."""
    try:
        yield
    except IntegrityError as error:
        reason = str(error).strip().splitlines()[0]
        raise BackupError(f"The database refuses what is in the file: {reason}.") from error
    except UNREADABLE as error:
        logger.warning("A file of export_agency cannot be read", exc_info=True)
        raise BackupError(
            f"The file holds what no export writes ({type(error).__name__}: {error})."
        ) from error


def _check(records: AgencyRecords, host: str, parent: str) -> None:
    if conflicts := list_conflicts(records, host=host, parent=parent):
        raise ValidationError(conflicts)


def _write(arrival: Arrival, by: User) -> tuple[Agency, list[str], Counter[str]]:
    records = arrival.records
    # Two transactions must not write Wagtail's trees at once; the root page serves as the lock.
    Page.objects.select_for_update().get(depth=1)
    _check(records, arrival.host, arrival.parent)
    lookup = AgencyLookup()
    province = find_parent(records.agency, arrival.parent, lookup)
    references = References()
    references.lost += records.cut_ties(province, lookup)
    records.find_outside(references)
    records.allocate(references)
    changes: dict[type[Model], Record] = {
        Agency: {"parent_id": province.pk if province else None},
        Site: {"hostname": arrival.host, "port": settings.SITE_PORT, "is_default_site": False},
    }
    counts = records.write(references, changes)
    connection.check_constraints()
    agency = Agency.objects.with_site().get(code=records.agency["code"])
    # Sets the words by which the agency is sorted and found.
    agency.save()
    _sort_collection(agency.collection_id)
    sync_permissions(agency)
    refresh_qualifiers(agency)
    _index(agency)
    _decide(agency, by)
    for person in arrival.people:
        prepare(agency=agency, role=person.role, email=person.email, name=person.name, by=by)
    bump_cache_versions([DIRECTORY, *agency.codes])
    return agency, references.lost, counts


def _decide(agency: Agency, by: User) -> None:
    """Record that ``by`` has decided about each public page of the agency."""
    pages: Any = list_agency_pages([agency.pk])
    for page in pages.live().specific():
        found_row(page, Act.IMPORT, by)


def _record(agency: Agency, arrival: Arrival, by: User) -> None:
    create_audit_entries(
        SIGNED if arrival.sender else UNSIGNED,
        agencies=[agency.pk],
        person=by,
        target=agency,
        detail=(arrival.sender or arrival.path.name)[:255],
    )


def _sort_collection(key: int) -> None:
    """Put the new collection of an agency into the alphabetical order of the others.

    They stand in order of name, which the next one that is renamed relies on.
    """
    collection = Collection.objects.get(pk=key)
    root = collection.get_parent()
    make_room(root, collection.name)
    Collection.objects.get(pk=key).move(root, "sorted-child")


def _index(agency: Agency) -> None:
    """Tell Wagtail's indexes of texts and references about rows that it saw nobody save.

    Texts of documents and smaller pictures are made by background work.
    """
    pages = [page.specific for page in list_agency_pages([agency.pk])]
    documents, images = (
        list(model.objects.filter(collection__path__startswith=agency.collection.path))
        for model in (CustomDocument, CustomImage)
    )
    for row in (*pages, AgencySettings.objects.get(site=agency.site)):
        ReferenceIndex.create_or_update_for_object(row)
    for row in (*pages, *documents, *images):
        index.insert_or_update_object(row)
    for document in documents:
        enqueue_text_extraction(document, None)
    for image in images:
        create_renditions.enqueue(image.pk)
