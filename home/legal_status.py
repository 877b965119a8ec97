"""Legal status of documents, computed at each request and never stored.

The status changes only at midnight, and the page cache (``sites.middleware.cache``) holds no page
beyond midnight. See docs/features/documents.md.
"""

from datetime import date
from typing import Protocol

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _


class LegalStatus(models.TextChoices):
    """Legal status; the values are those of the filter parameter ``hieuluc``."""

    IN_FORCE = "con", _("in force")
    NOT_YET = "chua", _("not yet in force")
    REPLACED = "thay-the", _("replaced")
    EXPIRED = "het", _("no longer in force")


class DatedDocument(Protocol):
    """Document as far as its legal status depends on it."""

    is_replaced: bool
    expires_on: date | None

    @property
    def in_force_from(self) -> date: ...


def get_legal_status(document: DatedDocument, day: date) -> LegalStatus:
    """Return the legal status of a document on ``day`` (local date).

    Order of precedence: replaced, expired, not yet in force, in force.
    """
    if document.is_replaced:
        return LegalStatus.REPLACED
    if document.expires_on and document.expires_on <= day:
        return LegalStatus.EXPIRED
    return LegalStatus.NOT_YET if document.in_force_from > day else LegalStatus.IN_FORCE


def legal_status_q(status: str, day: date) -> Q:
    """Return the condition for documents that have the legal status ``status`` on ``day``.

    Agrees with ``get_legal_status``. For querysets annotated by ``with_is_replaced`` with the same
    day.
    """
    begun = Q(effective_on__lte=day) | Q(effective_on=None, issued_on__lte=day)
    over = Q(expires_on__lte=day)
    return {
        LegalStatus.REPLACED: Q(is_replaced=True),
        LegalStatus.EXPIRED: Q(over, is_replaced=False),
        LegalStatus.NOT_YET: Q(~begun, Q(expires_on=None) | ~over, is_replaced=False),
        LegalStatus.IN_FORCE: Q(begun, Q(expires_on=None) | ~over, is_replaced=False),
    }[LegalStatus(status)]


def with_is_replaced(documents: models.QuerySet, day: date) -> models.QuerySet:
    """Annotate each document with ``is_replaced``.

    It is true if a published document that replaces it, in whatever language, is in force on
    ``day``.
    """
    rows = documents.model._meta.get_field("replacements").related_model.objects
    own = rows.filter(replaced__translation_key=OuterRef("translation_key"))
    return documents.annotate(is_replaced=Exists(filter_in_force(own, day)))


def filter_in_force(replacements: models.QuerySet, day: date) -> models.QuerySet:
    """Return the replacements whose new document is published and in force on ``day``."""
    begins = Coalesce("document__effective_on", "document__issued_on")
    return replacements.filter(document__live=True).alias(begins=begins).filter(begins__lte=day)
