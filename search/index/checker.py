"""Comparison of the search index with public content, and its repair.

No entry is removed before its replacement is written, so the search works meanwhile.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import time
from io import StringIO
from itertools import chain

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from wagtail.models import Page

from bulletins.models import Bulletin
from ops.jobs.queue import is_queued
from ops.jobs.schedule import daily
from search.engines import get_engine
from search.engines.base import get_entry_words
from search.index.indexer import (
    ENTRY_FIELDS,
    DescribedEntry,
    build_file_entries,
    describe_bulletins,
    describe_pages,
    index_bulletins,
    index_pages,
    iter_batches,
    rebuild_vocabulary,
)
from search.models import SearchEntry
from sites.selectors.public_pages import list_public_pages

logger = logging.getLogger(__name__)

Keys = Collection[int]


@dataclass
class Report:
    """The result of a comparison: how many entries were checked, and what was wrong.

    ``left_over``: entries of what is not public. The instance is filled while the check runs.
    """

    checked: int = 0
    missing: int = 0
    outdated: int = 0
    left_over: int = 0
    # Type and key of pages and bulletins whose entries cannot be built.
    broken: list[str] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether nothing wrong was found."""
        return not (self.missing or self.outdated or self.left_over or self.broken)

    def __str__(self) -> str:
        summary = (
            f"{self.checked} entries looked at: {self.missing} missing, {self.outdated} outdated, "
            f"{self.left_over} of what is not public."
        )
        return f"{summary} Cannot be read: {', '.join(self.broken)}." if self.broken else summary


@dataclass(frozen=True)
class _Kind:
    model: type[models.Model]
    keys: list[int]
    describe: Callable[[Keys], list[DescribedEntry]]
    index: Callable[[Keys], None]


@daily(time(3, 45), label=_("Check the search, and mend it"))
def check_nightly() -> None:
    """Repair what was missed, for instance because a process was killed (periodic task)."""
    if not is_queued(rewrite_index):
        rewrite_index.enqueue()


def request_rewriting() -> None:
    """Have the queue rewrite the index if it is of a former version, as after an upgrade."""
    if SearchEntry.objects.filter(folds="").exists():
        rewrite_index.enqueue()


@task(backend="queue", lane="long", label=_("Write the words of the search anew"))
def rewrite_index(step: int = 0, after: int = 0) -> Iterator[tuple[int, int]]:
    """Rewrite what is outdated, and the vocabulary (queued task).

    ``step``, ``after``: see ``Progress``.
    """
    for progress in repair_index(Report(), mend=True, begin=Progress(step, after)):
        yield progress.step, progress.after


def fill_indexes() -> None:
    """Fill the index of the websites and that of the admin, which a backup leaves out."""
    for _done in repair_index(Report(), mend=True):
        pass
    call_command("update_index", verbosity=0, stdout=StringIO())


@dataclass(frozen=True)
class Progress:
    """How far a comparison has come, and how many objects (``checked``) it has just looked at.

    ``step``: the number of the kind of objects, then of what follows. ``after``: the primary key of
    the last object of the kind that was looked at.
    """

    step: int = 0
    after: int = 0
    checked: int = 0


def repair_index(
    report: Report, *, mend: bool, rebuild: bool = False, begin: Progress = Progress()
) -> Iterator[Progress]:
    """Compare all entries with the public objects, from ``begin`` on; yield after each batch.

    The results are added to ``report``. ``mend``: repair what is wrong. ``rebuild``: with ``mend``,
    also rewrite what is right, as is needed after a change in how words are folded. Objects that
    cannot be read are logged, and their entries stay.
    """
    kinds = _list_kinds()
    for step, kind in [*enumerate(kinds)][begin.step :]:
        after = begin.after if step == begin.step else 0
        for batch in iter_batches(key for key in kind.keys if key > after):
            _check_batch(kind, batch, report, mend=mend, rebuild=rebuild)
            yield Progress(step, batch[-1], len(batch))
        _check_others(kind, report, mend=mend)
        yield Progress(step + 1)
    if begin.step <= len(kinds):
        _check_words(report, mend=mend)
        yield Progress(len(kinds) + 1)
    if mend:
        rebuild_vocabulary()
        get_engine().optimize()


def count_objects() -> int:
    """Return the number of pages and bulletins to check."""
    return sum(len(kind.keys) for kind in _list_kinds())


def _list_kinds() -> list[_Kind]:
    pages = list_public_pages().order_by("pk").values_list("pk", flat=True)
    bulletins = Bulletin.objects.filter(live=True).order_by("pk").values_list("pk", flat=True)
    return [
        _Kind(Page, list(pages), describe_pages, index_pages),
        _Kind(Bulletin, list(bulletins), describe_bulletins, index_bulletins),
    ]


def _list_entries(kind: _Kind) -> QuerySet[SearchEntry]:
    content_type = ContentType.objects.get_for_model(kind.model)
    return SearchEntry.objects.filter(content_type=content_type)


def _check_batch(
    kind: _Kind, batch: list[int], report: Report, *, mend: bool, rebuild: bool
) -> None:
    # No transaction around the batches: on SQLite nobody could save until the last page.
    known = list(_list_entries(kind).filter(object_id__in=batch))
    described, unread = _describe(kind, batch)
    outdated = _list_outdated(described, known, report)
    keys = {entry.entry.object_id for entry in described}
    # Objects that cannot be read may still be public.
    left = {entry.object_id for entry in known} - keys.union(unread)
    report.left_over += len(left)
    if mend:
        kind.index({*(keys if rebuild else outdated), *left})
    report.checked += len(described)
    report.broken += [f"{kind.model._meta.verbose_name} {key}" for key in unread]


def _check_others(kind: _Kind, report: Report, *, mend: bool) -> None:
    """Look for entries of objects that are not among those of the kind."""
    known = set(_list_entries(kind).values_list("object_id", flat=True))
    for batch in iter_batches(known.difference(kind.keys)):
        # Objects that can be described by now were published in the meantime.
        described, unread = _describe(kind, batch)
        left = set(batch).difference(unread, (entry.entry.object_id for entry in described))
        report.left_over += len(left)
        if mend:
            kind.index(left)


def _describe(kind: _Kind, keys: list[int]) -> tuple[list[DescribedEntry], list[int]]:
    """Return unsaved entries, and the keys of objects that cannot be read.

    After an error the objects are read one by one, so that one does not hold up the others.
    """
    try:
        return kind.describe(keys), []
    except Exception:
        if len(keys) == 1:
            logger.exception("%s %s cannot be read.", kind.model._meta.label, keys[0])
            return [], keys
    described, unread = zip(*(_describe(kind, [key]) for key in keys), strict=True)
    return [*chain(*described)], [*chain(*unread)]


def _list_outdated(
    described: list[DescribedEntry], known: list[SearchEntry], report: Report
) -> list[int]:
    """Return the keys of objects whose entry is missing or outdated; count them in ``report``."""
    stored = {entry.object_id: entry for entry in known}
    file_contents = defaultdict(set)
    for file in SearchEntry.objects.filter(carrier__in=[entry.pk for entry in known]):
        file_contents[file.carrier].add(_get_content(file))
    missing, outdated = [], []
    for entry, files in described:
        before = stored.get(entry.object_id)
        if before is None:
            missing.append(entry.object_id)
            continue
        entry.pk = before.pk
        files_now = {
            _get_content(file) for file in build_file_entries([DescribedEntry(entry, files)])
        }
        if _get_content(before) != _get_content(entry) or file_contents[before.pk] != files_now:
            outdated.append(entry.object_id)
    report.missing += len(missing)
    report.outdated += len(outdated)
    return missing + outdated


def _get_content(entry: SearchEntry) -> tuple[object, ...]:
    return (entry.object_id, *(entry.serializable_value(name) for name in ENTRY_FIELDS))


def _check_words(report: Report, *, mend: bool) -> None:
    """Compare the keys of the full-text index with those of the entries.

    An entry without words is not found; words without an entry take up space.
    """
    # In this order; otherwise entries written meanwhile would count as left over.
    known = get_engine().get_keys()
    entries = set(SearchEntry.objects.values_list("pk", flat=True))
    report.missing += len(entries - known)
    report.left_over += len(known - entries)
    if mend:
        for batch in iter_batches(entries - known):
            get_engine().write(map(get_entry_words, SearchEntry.objects.filter(pk__in=batch)))
        get_engine().remove(known - entries)
