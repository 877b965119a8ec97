"""Whether a document is in force: worked out at the moment of the question, never stored.

Days begin at midnight, and so do pages: none is kept longer (``ops.page_cache``).
"""

from datetime import date
from typing import Protocol

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _


class Standing(models.TextChoices):
    """What readers may look for, by its name in an address."""

    IN_FORCE = "con", _("in force")
    NOT_YET = "chua", _("not yet in force")
    REPLACED = "thay-the", _("replaced")
    EXPIRED = "het", _("no longer in force")


class Dated(Protocol):
    """What a standing is told from."""

    is_replaced: bool
    expires_on: date | None

    @property
    def in_force_from(self) -> date: ...


def standing_of(document: Dated, day: date) -> Standing:
    """Return where a document stands on a day; that it was replaced says most, and comes first."""
    if document.is_replaced:
        return Standing.REPLACED
    if document.expires_on and document.expires_on <= day:
        return Standing.EXPIRED
    return Standing.NOT_YET if document.in_force_from > day else Standing.IN_FORCE


def stands(standing: str, day: date) -> Q:
    """What ``standing_of`` says, as a condition on ``with_replaced(documents, day)``."""
    begun = Q(effective_on__lte=day) | Q(effective_on=None, issued_on__lte=day)
    over = Q(expires_on__lte=day)
    return {
        Standing.REPLACED: Q(is_replaced=True),
        Standing.EXPIRED: Q(over, is_replaced=False),
        Standing.NOT_YET: Q(~begun, Q(expires_on=None) | ~over, is_replaced=False),
        Standing.IN_FORCE: Q(begun, Q(expires_on=None) | ~over, is_replaced=False),
    }[Standing(standing)]


def with_replaced(documents: models.QuerySet, day: date) -> models.QuerySet:
    """Annotate each document with whether a published one has taken its place by ``day``."""
    rows = documents.model._meta.get_field("replacements").related_model.objects
    own = rows.filter(replaced__translation_key=OuterRef("translation_key"))
    return documents.annotate(is_replaced=Exists(in_force(own, day)))


def in_force(replacements: models.QuerySet, day: date) -> models.QuerySet:
    """Those replacements whose new document is published and in force on ``day``."""
    begins = Coalesce("document__effective_on", "document__issued_on")
    return replacements.filter(document__live=True).alias(begins=begins).filter(begins__lte=day)
