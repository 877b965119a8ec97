"""Status of a bulletin: the one place that decides it, for lists, filters and screens."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, Prefetch, Q, TextChoices
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry, WorkflowState

from bulletins.models import Bulletin, BulletinQuerySet, Urgency
from bulletins.selectors.audience import list_showing_agencies


class BulletinStatus(TextChoices):
    """What a bulletin is now, as one word; ``get_status`` decides which."""

    DRAFT = "draft", pgettext_lazy("status of a bulletin", "Draft")
    AWAITING = "awaiting", pgettext_lazy("status of a bulletin", "Awaiting approval")
    UPCOMING = "upcoming", pgettext_lazy("status of a bulletin", "To come")
    IN_FORCE = "in-force", pgettext_lazy("status of a bulletin", "In force")
    EXPIRED = "expired", pgettext_lazy("status of a bulletin", "Expired")
    ENDED = "ended", pgettext_lazy("status of a bulletin", "Ended")
    WITHDRAWN = "withdrawn", pgettext_lazy("status of a bulletin", "Withdrawn")
    UNPUBLISHED = "unpublished", pgettext_lazy("status of a bulletin", "Unpublished")


def get_status(
    bulletin: Bulletin, *, source: Bulletin | None = None, at: datetime | None = None
) -> BulletinStatus:
    """Return the status of a row at ``at`` (default: now), whatever newer draft there is.

    ``source``: the row in the default language, if ``bulletin`` is a translation: a translation
    that is live has the status of its source, which decides. Whether it waits for approval is read
    from ``_current_workflow_states`` where that is prefetched.
    """
    source, at = source or bulletin, at or timezone.now()
    if source.withdrawn_at:
        return BulletinStatus.WITHDRAWN
    decisive = source if bulletin.live else bulletin
    if not decisive.live:
        if decisive.workflow_in_progress:
            return BulletinStatus.AWAITING
        published = decisive.first_published_at
        return BulletinStatus.UNPUBLISHED if published else BulletinStatus.DRAFT
    if decisive.ended_at and decisive.ended_at <= at:
        return BulletinStatus.ENDED
    if decisive.valid_until and decisive.valid_until <= at:
        return BulletinStatus.EXPIRED
    if decisive.valid_from and decisive.valid_from > at:
        return BulletinStatus.UPCOMING
    return BulletinStatus.IN_FORCE


def filter_by_status(
    bulletins: BulletinQuerySet, status: BulletinStatus | str, at: datetime | None = None
) -> BulletinQuerySet:
    """Return the rows of ``bulletins`` with a status at ``at``; the same rule as ``get_status``.

    ``AWAITING`` also finds what is published while a changed version of it waits for approval.
    """
    condition = _get_condition(BulletinStatus(status), at or timezone.now())
    decisive = Bulletin.objects.sources().filter(condition).values("translation_key")
    if status == BulletinStatus.WITHDRAWN:
        return bulletins.filter(translation_key__in=decisive)
    withdrawn = Bulletin.objects.sources().filter(withdrawn_at__isnull=False)
    own = Q(condition, live=False) & ~Q(translation_key__in=withdrawn.values("translation_key"))
    found = own | Q(live=True, translation_key__in=decisive)
    if status == BulletinStatus.AWAITING:
        found |= Q(_awaits())
    return bulletins.filter(found)


def with_workflow_states(bulletins: BulletinQuerySet) -> BulletinQuerySet:
    """Fetch for all rows together whether they wait for approval, which ``get_status`` reads."""
    active = WorkflowState.objects.active()
    return bulletins.prefetch_related(
        Prefetch("workflow_states", active, to_attr="_current_workflow_states")
    )


def _get_condition(status: BulletinStatus, at: datetime) -> Q:
    """Return the condition on the row that decides."""
    live = Q(live=True, withdrawn_at=None)
    off = Q(live=False, withdrawn_at=None)
    ended, expired, later = Q(ended_at__lte=at), Q(valid_until__lte=at), Q(valid_from__gt=at)
    match status:
        case BulletinStatus.WITHDRAWN:
            return Q(withdrawn_at__isnull=False)
        case BulletinStatus.AWAITING:
            return off & _awaits()
        case BulletinStatus.DRAFT:
            return off & ~_awaits() & Q(first_published_at=None)
        case BulletinStatus.UNPUBLISHED:
            return off & ~_awaits() & Q(first_published_at__isnull=False)
        case BulletinStatus.ENDED:
            return live & ended
        case BulletinStatus.EXPIRED:
            return live & ~ended & expired
        case BulletinStatus.UPCOMING:
            return live & ~ended & ~expired & later
    return live & ~ended & ~expired & ~later


def _awaits() -> Q:
    # The key of the object is text there, which PostgreSQL does not compare with a number.
    states = WorkflowState.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Bulletin),
        object_id=Cast(OuterRef("pk"), CharField()),
        status=WorkflowState.STATUS_IN_PROGRESS,
    )
    return Q(Exists(states))


@dataclass(frozen=True)
class PublicationState:
    """State of a bulletin as a label (`label`), and what it allows."""

    label: str
    live: bool
    in_force: bool
    can_confirm: bool
    can_repeat: bool
    can_return: bool


def get_publication_state(bulletin: Bulletin) -> PublicationState:
    """Return the state of the published row, whatever draft there is."""
    live = bulletin.live
    over = bulletin.is_expired()
    begun = not bulletin.valid_from or bulletin.valid_from <= timezone.now()
    return PublicationState(
        label=_get_label(bulletin),
        live=live,
        in_force=live and not over,
        can_confirm=live and begun and not over,
        can_repeat=live and begun and not over and bulletin.urgency != Urgency.EMERGENCY,
        can_return=bool(bulletin.withdrawn_at or (live and bulletin.ended_at)),
    )


def find_last_publication(bulletin: Bulletin) -> ModelLogEntry | None:
    """Return the log entry of the last publication, or None."""
    entries = registry.get_logs_for_instance(bulletin).filter(action="wagtail.publish")
    return entries.select_related("user").order_by("-timestamp", "-pk").first()


def count_sites(bulletin: Bulletin) -> int:
    """Return the number of websites that show a bulletin in force."""
    return list_showing_agencies(bulletin).count()


def _get_label(bulletin: Bulletin) -> str:
    match get_status(bulletin):
        case BulletinStatus.WITHDRAWN:
            return _("Withdrawn at %(time)s") % {"time": _format_time(bulletin.withdrawn_at)}
        case BulletinStatus.UNPUBLISHED:
            return _("Taken off the websites")
        case BulletinStatus.DRAFT | BulletinStatus.AWAITING:
            return _("Not published")
        case BulletinStatus.ENDED:
            return _("Ended at %(time)s") % {"time": _format_time(bulletin.ended_at)}
        case BulletinStatus.EXPIRED:
            return _("Expired at %(time)s") % {"time": _format_time(bulletin.valid_until)}
        case BulletinStatus.UPCOMING:
            return _("On air from %(time)s") % {"time": _format_time(bulletin.valid_from)}
    if bulletin.valid_until:
        return _("On air until %(time)s") % {"time": _format_time(bulletin.valid_until)}
    return _("On air until it is withdrawn")


def _format_time(moment: datetime | None) -> str:
    if moment is None:
        return ""
    return date_format(timezone.localtime(moment), "H:i, d/m/Y")
