"""Decisions about versions, and the return of decided versions.

Each publication records a decision in its transaction. A page or bulletin returns as a decided
version from the bin, after a withdrawal and after its source.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, Revision
from wagtail.signals import page_published, published

from accounts.models import User
from content.models import PUBLISHING, Act, CustomDocument, CustomImage, DecidedFile, Decision
from content.signals import decided
from content.versions.digest import combine, compute_digest, compute_file_digest, hash_content
from content.versions.fixed import lock_row


class _ActRefusedError(Exception):
    """Refusal of an act about ``obj``, a page or bulletin; nothing was changed.

    ``message``: for people, with ``%(title)s``.
    """

    message: str | Promise

    def __init__(self, obj: models.Model) -> None:
        super().__init__(obj)
        self.obj = obj

    def __str__(self) -> str:
        return str(self.message) % {"title": self.obj}


class UndecidedError(_ActRefusedError):
    """Refusal to publish a version, because nobody has decided about it as it is now."""

    message = gettext_lazy(
        "“%(title)s” is not what was published before: a file in it has been changed since, or "
        "its version is gone. Please read the present version and publish it."
    )


class DecidedMeanwhileError(_ActRefusedError):
    """Refusal of an act about a submission, because another act ended it a moment before."""

    message = gettext_lazy(
        "Somebody has just decided about “%(title)s”, or taken it back. Nothing was changed now; "
        "please look at it again."
    )


@transaction.atomic
def record_decision(
    version: Revision,
    act: Act,
    *,
    person: User | None,
    at: datetime | None = None,
    due_at: datetime | None = None,
    note: str = "",
    before: Revision | None = None,
    shown: Any = None,
) -> Decision:
    """Record that citizens may read a version with the files that it shows now; return it.

    ``at``: when it became public, None for now. ``due_at``: when it will, None for at once.
    ``before``: the version that was public before. ``shown``: see ``compute_digest``. Sends
    ``decided``.
    """
    digest = compute_digest(version, shown)
    decision = Decision.objects.create(
        content_type_id=version.base_content_type_id,
        object_id=version.object_id,
        version=version,
        digest=digest.value,
        act=act,
        person=person,
        at=at or timezone.now(),
        due_at=due_at,
        note=note,
    )
    DecidedFile.objects.bulk_create(
        DecidedFile(decision=decision, content_type_id=kind, object_id=key, digest=value)
        for kind, key, value in digest.files
    )
    decided.send(sender=Decision, decision=decision, version=version, before=before)
    return decision


def record_file_decision(file: CustomImage | CustomDocument, *, person: User | None) -> None:
    """Record that citizens may get a file as it is now, wherever a decided version shows it.

    Does nothing for a file of no decided version, and for one that is as it was decided last.
    """
    about = {
        "content_type": ContentType.objects.get_for_model(file),
        "object_id": str(file.pk),
    }
    shown = DecidedFile.objects.filter(**about).order_by("-decision").first()
    if shown is None:
        return
    digest = compute_file_digest(file)
    newest = Decision.objects.filter(**about, pk__gt=shown.decision_id).order_by("-pk").first()
    if digest != (newest or shown).digest:
        Decision.objects.create(**about, digest=digest, act=Act.FILE, person=person)


def record_words_decision(
    record: models.Model, words: Mapping[str, str], *, person: User | None
) -> None:
    """Record that citizens may read the words of a record; ``words``: the texts by field."""
    about = ContentType.objects.get_for_model(record), str(record.pk)
    digest = hash_content([record._meta.label_lower, record.pk, dict(words)])
    Decision.objects.create(
        content_type=about[0], object_id=about[1], digest=digest, act=Act.WORDS, person=person
    )


def list_decisions(obj: models.Model) -> models.QuerySet[Decision]:
    """Return the decisions about a page, bulletin or file, the newest first."""
    model = Page if isinstance(obj, Page) else type(obj)
    kind = ContentType.objects.get_for_model(model)
    return Decision.objects.filter(content_type=kind, object_id=str(obj.pk)).order_by("-pk")


def list_bound_subjects(file: CustomImage | CustomDocument) -> list[Any]:
    """Return the pages and bulletins with a decided version that shows a file and counts.

    That version is public, has an appointment, or was public last and may return. The present draft
    and the row do not matter. A few queries for each kind of object, and one for each object that
    is not public.
    """
    kind = ContentType.objects.get_for_model(file)
    decided = Decision.objects.filter(
        files__content_type=kind, files__object_id=str(file.pk), version__isnull=False
    )
    versions = decided.values("version")
    bound: list[Any] = []
    for content_type in ContentType.objects.filter(pk__in=decided.values("content_type")):
        model = content_type.model_class()
        if model is None:
            continue
        keys = decided.filter(content_type=content_type).values("object_id")
        appointed = Revision.objects.filter(
            pk__in=versions, base_content_type=content_type, approved_go_live_at__isnull=False
        )
        rows = model._base_manager.annotate(key=Cast("pk", models.CharField()))
        counts = models.Q(live=True, live_revision__in=versions)
        counts |= models.Q(key__in=appointed.values("object_id"))
        known = [row.pk for row in rows.filter(counts, key__in=keys)]
        shown = {row["version"] for row in versions}
        for row in rows.filter(live=False, key__in=keys).exclude(pk__in=known):
            last = find_last_public(row)
            if last and last.pk in shown:
                known.append(row.pk)
        found = model._base_manager.filter(pk__in=known)
        bound += [row.specific if isinstance(row, Page) else row for row in found]
    return bound


def find_last_public(obj: models.Model, before: Decision | None = None) -> Revision | None:
    """Return the version of a page or bulletin that was public last, None for none.

    The decisions say so, for an object that is not public now. ``before``: a decision, to look at
    those before it alone.
    """
    public = list_decisions(obj).filter(act__in=(*PUBLISHING, Act.FOUND, Act.FOLLOW))
    if before:
        public = public.filter(pk__lt=before.pk)
    decision = public.select_related("version").first()
    return decision.version if decision else None


def is_intact(decision: Decision) -> bool | None:
    """Return whether the digest of a decision is that of its stored version, computed again.

    The files count as they were then. Returns None if the version is gone.
    """
    version = decision.version or decision.kept
    if version is None:
        return None
    files = decision.files.values_list("content_type_id", "object_id", "digest")
    return combine(version, files) == decision.digest


def is_decided(version: Revision) -> bool:
    """Return whether somebody decided about a version as it is now.

    A version from before the first decision counts as decided.
    """
    if find_decision(version):
        return True
    is_old = version.created_at < _get_beginning()
    return is_old and not Decision.objects.filter(version=version).exists()


def find_decision(version: Revision, shown: Any = None) -> Decision | None:
    """Return the last decision about a version as it is now, None for none.

    Each file in it is as it was in that decision, or as a decision about the file says. ``shown``:
    see ``compute_digest``.
    """
    decisions = Decision.objects.filter(version=version).prefetch_related("files").order_by("-pk")
    present = compute_digest(version, shown) if decisions else None
    for decision in decisions:
        decided = [(one.content_type_id, one.object_id, one.digest) for one in decision.files.all()]
        if present is None or decision.digest != combine(version, decided):
            continue
        if all(file in decided or _is_decided_file(*file) for file in present.files):
            return decision
    return None


@transaction.atomic
def make_public(obj: Any, version: Revision | None) -> Any:
    """Publish a decided version of a page or bulletin again, and return the published object.

    Neither a draft nor its submission changes. ``obj``: returned as it is if it is live. The
    return is a decision too. Raises UndecidedError if nobody has decided about the version as it is
    now.
    """
    lock_row(obj)
    model = obj.specific_class if isinstance(obj, Page) else type(obj)
    obj = model._base_manager.get(pk=obj.pk)
    if obj.live:
        return obj
    if version is None or not is_decided(version):
        raise UndecidedError(obj)
    row = version.as_object()
    row.live, row.live_revision = True, version
    # The version has the time of an earlier publication, and so may the row of a draft.
    publications = list_decisions(obj).filter(act__in=(Act.PUBLISH, Act.DUE))
    published_at = publications.values_list("at", flat=True).first()
    row.last_published_at = published_at or obj.last_published_at
    row.has_unpublished_changes = row.latest_revision_id != version.pk
    is_page = isinstance(row, Page)
    row.save(**({"clean": False} if is_page else {}))
    if is_page:
        row.update_aliases(revision=version)
    record_decision(
        version, Act.AGAIN, person=get_active_log_context().user, before=find_last_public(obj)
    )
    for signal in (page_published, published) if is_page else (published,):
        signal.send(sender=type(row), instance=row, revision=version)
    return row


def _get_beginning() -> datetime:
    """Return when the installation began to keep decisions."""
    rows = MigrationRecorder.Migration.objects.filter(app="content", name="0005_decisions")
    return rows.values_list("applied", flat=True).get()


def _is_decided_file(content_type: int, key: str, digest: str) -> bool:
    decisions = Decision.objects.filter(content_type=content_type, object_id=key)
    return decisions.filter(version=None, digest=digest).exists()
