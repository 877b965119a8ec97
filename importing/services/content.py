"""Creating and updating pages and bulletins from lines that have been checked."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue
from wagtail.models import Page
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.signals import page_published

from bulletins.models import RESERVED_SLUGS, Bulletin
from bulletins.services.confirmation import set_last_confirmed
from bulletins.services.publishing import without_effects
from home.models import DocumentPage, FormerURL, NewsPage, is_in_trash
from home.services.redirects import save_redirects
from importing.html.conversion import convert, get_first_paragraph, mark_paragraphs
from importing.html.losses import Losses, LossKind, list_losses
from importing.jsonl import mapping
from importing.jsonl.checker import (
    DroppedContent,
    ExistingRecords,
    ImportContext,
    RecordChecker,
)
from importing.jsonl.old_urls import find_former_path
from importing.jsonl.reader import ALLOWED, ContentError, ImportRecord, LineProblem, read_records
from importing.models import ImportedContent, ImportedForm
from importing.services.destinations import PageDestinations, SlugPool
from sites.caching.versions import batch_version_bumps

SUMMARY_LENGTH = 400
ROWS_AT_ONCE = 500

PAGES: dict[ImportedForm, type[NewsPage | DocumentPage]] = {
    ImportedForm.ARTICLE: NewsPage,
    ImportedForm.DOCUMENT: DocumentPage,
}

# Of which key of a line each kind of loss is said.
_SAID_OF: dict[str, Iterable[LossKind]] = {
    "summary": [LossKind.CUT_LEAD],
    "body": [kind for kind in LossKind if kind is not LossKind.CUT_LEAD],
}

Progress = Callable[[Iterable[ImportRecord], int | None], Iterable[ImportRecord]]


class Outcome(StrEnum):
    """What importing a line did. Pages in the trash stay there, whatever their line says."""

    CREATED = "created"
    CHANGED = "changed"
    LEFT = "left"
    TRASHED = "left in the bin"


class ImportResult(NamedTuple):
    """The result of an import: number of lines by outcome, and dropped content."""

    outcomes: Counter[Outcome]
    losses: list[DroppedContent]


def import_content(file: Path, *, dry_run: bool, progress: Progress) -> ImportResult:
    """Create or update a page or bulletin for each line of a file, in one transaction.

    The file is read twice: once to find all errors, once to store. Nobody is notified of the
    bulletins. ``progress``: called with the lines of each reading and their number (None in the
    first reading), returns the lines. ``dry_run``: do everything, then roll back.

    Raises ContentError, and changes nothing, if any line is wrong; OSError if the file cannot be
    read.
    """
    context = ImportContext()
    problems: list[LineProblem] = []
    checking = RecordChecker(context, problems)
    total = sum(1 for _ in progress(checking.iter_checked(read_records(file, problems)), None))
    if not total and not problems:
        problems.append(LineProblem(1, "?", "the file has no lines", "one JSON object a line"))
    _raise(problems)
    with transaction.atomic():
        with batch_version_bumps(), without_effects():
            # Two transactions must not write Wagtail's tree at once; its root serves as the lock.
            Page.objects.select_for_update().get(depth=1)
            storing = ContentImporter(context)
            lines = read_records(file, storing.problems)
            outcomes = Counter(storing.store(line) for line in progress(lines, total))
            storing.flush()
            _raise(storing.problems)
        transaction.set_rollback(dry_run)
    return ImportResult(outcomes, storing.losses)


def _raise(problems: list[LineProblem]) -> None:
    if problems:
        raise ContentError(sorted(problems, key=lambda problem: problem.line))


class ContentImporter:
    """The storing of lines, one after the other; rows to be written together wait for ``flush``."""

    def __init__(self, world: ImportContext) -> None:
        self.world = world
        self.problems: list[LineProblem] = []
        self.losses: list[DroppedContent] = []
        self.places = PageDestinations()
        taken = Bulletin.objects.values_list("slug", flat=True)
        self.bulletin_slugs = SlugPool({*taken, *RESERVED_SLUGS})
        self.rows: list[ImportedContent] = []
        self.addresses: list[FormerURL] = []
        # Line number of each redirect, by key of the home page and path.
        self.addressed: dict[tuple[int, str], int] = {}

    def store(self, line: ImportRecord) -> Outcome:
        """Create or update what a line describes; unchanged lines are left alone.

        Validation errors are added to ``problems``.
        """
        known = self.world.known.get(line.id)
        if known and known.digest == line.digest:
            return Outcome.LEFT
        try:
            if line.type == "bulletin":
                outcome = self._store_bulletin(line, known)
            else:
                outcome = self._store_page(line, known)
        except ValidationError as error:
            message = "; ".join(error.messages)
            self.problems.append(LineProblem(line.number, "?", message, ALLOWED["type"]))
            return Outcome.LEFT
        if len(self.rows) >= ROWS_AT_ONCE:
            self.flush()
        return outcome

    def flush(self) -> None:
        """Write the waiting records of imports and redirects."""
        ImportedContent.objects.bulk_create(
            self.rows, update_conflicts=True, unique_fields=["key"], update_fields=["digest"]
        )
        save_redirects(self.addresses)
        self.rows, self.addresses = [], []

    def _store_page(self, line: ImportRecord, known: ExistingRecords | None) -> Outcome:
        form = mapping.get_form(line)
        agency = self.world.agencies[line.agency]
        place = self.places.get_index(agency, form, line.locale, private=line.private)
        if known is None:
            page = PAGES[form](live=False, locale=place.index.locale)
            page.slug = place.slugs.take(line.title, "trang")
            losses = _fill(page, line)
            _add(page, place.index, line)
        else:
            row = Page.objects.get(pk=known.page)
            if is_in_trash(row):
                return Outcome.TRASHED
            if row.get_view_restrictions().exists() != line.private:
                self.places.move(row, place)
            page = row.specific.get_latest_revision_as_object()
            losses = _fill(page, line)
            page.full_clean()
            _publish(page, line)
        self._add_row(line, form, losses, page=page)
        self._keep_address(line, page=page)
        return Outcome.CHANGED if known else Outcome.CREATED

    def _store_bulletin(self, line: ImportRecord, known: ExistingRecords | None) -> Outcome:
        if known is None:
            slug = self.bulletin_slugs.take(line.title, "ban-tin")
            source = self.world.agencies[line.agency]
            bulletin = Bulletin(slug=slug, source=source, live=False)
            bulletin.first_published_at = _get_published_at(line) if line.live else None
        else:
            row = Bulletin.objects.get(pk=known.bulletin)
            bulletin = row.get_latest_revision_as_object()
        losses = _fill_bulletin(bulletin, line)
        bulletin.full_clean()
        if known is None:
            bulletin.save()
        _publish(bulletin, line)
        if known is None and bulletin.first_published_at:
            # Feeds and search engines take it for the date of the last change.
            rows = Bulletin.objects.filter(pk=bulletin.pk)
            rows.update(last_published_at=bulletin.first_published_at)
            set_last_confirmed(bulletin=bulletin, at=bulletin.first_published_at)
        self._add_row(line, ImportedForm.BULLETIN, losses, bulletin=bulletin)
        self._keep_address(line, bulletin=bulletin)
        return Outcome.CHANGED if known else Outcome.CREATED

    def _add_row(
        self, line: ImportRecord, form: ImportedForm, losses: Losses, **what: Page | Bulletin
    ) -> None:
        agency = self.world.agencies[line.agency]
        row = ImportedContent(key=line.id, form=form, agency=agency, language=line.locale, **what)
        row.digest = line.digest
        self.rows.append(row)
        for column, kinds in _SAID_OF.items():
            said = list_losses(Counter({kind: losses[kind] for kind in kinds}))
            if said:
                self.losses.append(DroppedContent(line.number, column, "; ".join(said)))

    def _keep_address(self, line: ImportRecord, **what: Page | Bulletin) -> None:
        path = (
            find_former_path(line.old_url, self.world.hosts[line.agency]) if line.old_url else None
        )
        if not path:
            return
        language, key = path
        agency = self.world.agencies[line.agency]
        # Without a home page in the language, the redirect belongs to the main home page.
        home = self.places.find_home(agency, language) or agency.root_page
        before = self.addressed.setdefault((home.pk, key), line.number)
        if before != line.number:
            message = f"leads to line {before}: the website has one language for both"
            self.losses.append(DroppedContent(line.number, "old_url", message))
            return
        self.addresses.append(FormerURL(home_id=home.pk, path=key, **what))


def _fill(page: NewsPage | DocumentPage, line: ImportRecord) -> Losses:
    """Write a line into a page, and return what that loses."""
    page.title, page.lead = line.title, _truncate(line.summary)
    page.body, losses = _build_body(page, line)
    if isinstance(page, DocumentPage):
        page.number, page.document_type = (
            mapping.get_number(line.title),
            mapping.get_document_type(line.title),
        )
        page.signer, page.issuer = line.author, line.source
        page.issued_on = line.date or page.issued_on
        return losses
    page.author_name, page.source_name = line.author, line.source
    page.date = line.date or page.date
    category = mapping.find_news_category(line.kind)
    if category:
        page.category = category
    else:
        page.topics = mapping.get_topics(line.kind)
    return losses


def _fill_bulletin(bulletin: Bulletin, line: ImportRecord) -> Losses:
    """Write a line into a bulletin, and return what that loses."""
    bulletin.title, bulletin.author_name = line.title, line.author
    bulletin.body, losses = _build_body(bulletin, line)
    text = line.summary or get_first_paragraph(bulletin.body.get_prep_value()) or line.title
    bulletin.summary = _truncate(text)
    bulletin.issued_on = line.date or bulletin.issued_on
    bulletin.category = mapping.find_bulletin_category(line.kind) or bulletin.category
    return losses


def _build_body(
    thing: NewsPage | DocumentPage | Bulletin, line: ImportRecord
) -> tuple[StreamValue, Losses]:
    with translation.override(line.locale):
        labels = (_("Table"), _("Column"))
    blocks, losses = convert(mark_paragraphs(line.body), table_labels=labels)
    losses[LossKind.CUT_LEAD] += len(line.summary) > SUMMARY_LENGTH
    return thing._meta.get_field("body").stream_block.to_python(blocks), losses


def _add(page: NewsPage | DocumentPage, index: Page, line: ImportRecord) -> None:
    """Add a new page below its index page.

    It is live without a revision, as starter pages are: publishing would save it three times, and
    there is no earlier version to return to.
    """
    page.live, page.has_unpublished_changes = line.live, not line.live
    if line.live:
        page.first_published_at = page.last_published_at = _get_published_at(line)
    # Old content references no object of this installation.
    with disable_reference_index_auto_update():
        index.add_child(instance=page)
    if line.live:
        page_published.send(type(page), instance=page, revision=None)


def _publish(thing: NewsPage | DocumentPage | Bulletin, line: ImportRecord) -> None:
    """Save a new version of a page or bulletin; publish it, or unpublish, as its line says."""
    if not line.live and thing.live:
        thing.unpublish()
    revision = thing.save_revision(clean=False)
    if line.live:
        revision.publish()


def _get_published_at(line: ImportRecord) -> datetime:
    """Return the time of first publication: that of the line, or now if it is in the future."""
    now = timezone.now()
    return min(line.published_at or now, now)


def _truncate(text: str) -> str:
    return Truncator(text).chars(SUMMARY_LENGTH)
