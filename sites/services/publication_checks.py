"""Comparison of public pages and bulletins with their decided versions.

A public page or bulletin must be as its decided version says, with the files of the decision. An
object without a decision was public before the installation kept them: it is founded, which means
that its version is what citizens see.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page

from content.models import ComparedDecision, Decision, PublicationCheck, PublicationFault
from content.versions.fixed import lock_row
from sites.decided_versions import find_public_row

# Each object is compared once a day, whatever hour it was compared at.
CHECKED_EVERY = timedelta(hours=20)
# Each search for due objects reads all public objects.
BATCH = 2000


def check_due_publications() -> Iterator[PublicationCheck]:
    """Compare all public objects whose last comparison is old, those without one first.

    Yields each result when it is stored.
    """
    for model in _list_models():
        while keys := list(_list_due(model).values_list("pk", flat=True)[:BATCH]):
            for key in keys:
                result = check_publication(model, key)
                if result:
                    yield result
        _forget_what_is_gone(model)


def check_all_publications() -> Iterator[PublicationCheck]:
    """Compare all public objects now; yields each result."""
    for model in _list_models():
        for key in list(_list_public(model).values_list("pk", flat=True)):
            result = check_publication(model, key)
            if result:
                yield result


def count_public() -> int:
    """Return the number of public pages and bulletins."""
    return sum(_list_public(model).count() for model in _list_models())


@transaction.atomic
def check_publication(model: type[models.Model], key: int) -> PublicationCheck | None:
    """Compare one public object with its decided version, and store the result.

    Returns None if it is not public any more.
    """
    lock_row(model(pk=key))
    obj = _list_public(model).filter(pk=key).first()
    if obj is None:
        return None
    fault, now = PublicationFault.OPEN, timezone.now()
    fields: list[str] = []
    if public := find_public_row(obj):
        fault = PublicationFault.NONE
        fields, decision = public.compare()
        if decision:
            compared = ComparedDecision(decision=decision, first_at=now, last_at=now)
            ComparedDecision.objects.bulk_create(
                [compared],
                update_conflicts=True,
                unique_fields=["decision"],
                update_fields=["last_at"],
            )
        else:
            fault = PublicationFault.ROW if fields else PublicationFault.FILE
    kind = ContentType.objects.get_for_model(model)
    result = PublicationCheck(
        content_type=kind,
        object_id=str(key),
        checked_at=now,
        fault=fault,
        fields=", ".join(fields),
    )
    PublicationCheck.objects.bulk_create(
        [result],
        update_conflicts=True,
        unique_fields=["content_type", "object_id"],
        update_fields=["checked_at", "fault", "fields"],
    )
    return result


def list_faults() -> QuerySet[PublicationCheck]:
    """Return the comparisons that found something wrong, the oldest first."""
    return PublicationCheck.objects.exclude(fault="").order_by("checked_at")


def get_oldest_check() -> datetime | None:
    """Return the time of the oldest comparison; None if there is none."""
    oldest = PublicationCheck.objects.order_by("checked_at")
    return oldest.values_list("checked_at", flat=True).first()


def get_subject(about: PublicationCheck | Decision) -> Any:
    """Return the page or bulletin of a comparison or decision; None if it is gone."""
    model = about.content_type.model_class()
    return model._base_manager.filter(pk=about.object_id).first() if model else None


def _list_models() -> list[type[models.Model]]:
    """Return the models of what citizens read by versions; pages are one."""
    snippets = [
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    ]
    return [Page, *snippets]


def _list_public(model: type[models.Model]) -> QuerySet[Any]:
    rows: QuerySet[Any] = model._base_manager.filter(live=True)
    # The root is no page of anybody, and an alias shows another page.
    return rows.filter(depth__gt=1, alias_of=None) if issubclass(model, Page) else rows


def _list_due(model: type[models.Model]) -> QuerySet[Any]:
    checks = PublicationCheck.objects.filter(
        content_type=ContentType.objects.get_for_model(model),
        object_id=Cast(OuterRef("pk"), CharField()),
    )
    rows = _list_public(model).annotate(checked_at=Subquery(checks.values("checked_at")[:1]))
    due = Q(checked_at=None) | Q(checked_at__lt=timezone.now() - CHECKED_EVERY)
    return rows.filter(due).order_by(F("checked_at").asc(nulls_first=True), "pk")


def _forget_what_is_gone(model: type[models.Model]) -> None:
    """Delete the comparisons of objects without a public version."""
    kind = ContentType.objects.get_for_model(model)
    keys = _list_public(model).annotate(key=Cast("pk", CharField()))
    # PostgreSQL would compare each with all others where a list of keys exceeds its memory.
    is_public = Exists(keys.filter(key=OuterRef("object_id")))
    PublicationCheck.objects.filter(~is_public, content_type=kind).delete()
