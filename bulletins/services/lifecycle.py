"""Services on published bulletins: update, correct, end, withdraw, restore.

Each runs in one transaction, has the effects of ``bulletins.services.publishing`` and is logged in
the history of the bulletin with the user. See docs/features/emergency.md.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.signals import published, unpublished

from accounts.models import User
from bulletins.models import Bulletin, BulletinNote, NoteKind
from bulletins.services.publishing import Change, run_effects
from content.models import Act
from content.versions.decisions import UndecidedError, make_public, record_decision
from sites.decided_versions import find_public_version


@transaction.atomic
def add_note(*, bulletin: Bulletin, kind: NoteKind, text: str, by: User | None) -> None:
    """Publish an update or a correction at once, without the other changes of a draft.

    The note is also added to the draft, if there is one, whose submission for approval stays as
    it is. For an emergency, users are notified of the note. Raises ValidationError if the bulletin
    is not published, the text is empty or too long, or it equals the latest note of this kind,
    because a form may be sent twice.
    """
    bulletin, text = lock_bulletin(bulletin), text.strip()
    _check_live(bulletin)
    last = bulletin.notes.filter(kind=kind).first()
    if last and last.text == text:
        raise ValidationError(_("This has been told already."))
    moment = timezone.now()
    draft = bulletin.get_latest_revision_as_object() if bulletin.has_unpublished_changes else None
    for version in filter(None, (bulletin, draft)):
        note = BulletinNote(bulletin=version, kind=kind, at=moment, text=text)
        note.full_clean(exclude=["bulletin"])
        version.notes.add(note)
    _publish_row(bulletin, by=by)
    if draft:
        # Not cleaned, because a draft may be incomplete.
        draft.save_revision(user=by, log_action=False, clean=False)
    log(bulletin, f"bulletins.{kind}", user=by, data={"text": text})


@transaction.atomic
def end_bulletin(*, bulletin: Bulletin, closing_text: str = "", by: User | None) -> None:
    """End a bulletin that is in force.

    The bulletin stays readable. If it is important or an emergency, websites announce for 24 hours
    that it has ended. For an emergency, users who were notified of the publication are notified;
    notifications that have not been sent yet are deleted. ``closing_text``: shown with the end, at
    most 300 characters. Raises ValidationError if the bulletin is not published or not in force,
    or the text is too long.
    """
    bulletin = lock_bulletin(bulletin)
    _check_live(bulletin)
    if bulletin.is_expired():
        raise ValidationError(_("This bulletin is no longer in force."))
    _update_state(bulletin, ended_at=timezone.now(), closing_words=closing_text.strip())
    run_effects(bulletin, Change.ENDED)
    log(bulletin, "bulletins.end", user=by, data={"words": closing_text})


@transaction.atomic
def withdraw_bulletin(
    *, bulletin: Bulletin, reason: str, successor: Bulletin | None = None, by: User | None
) -> None:
    """Withdraw a bulletin that should not have been published; its URL answers 410.

    ``reason``: shown to readers, at most 300 characters. ``successor``: the bulletin that holds
    instead. The users who were notified of the publication are notified. Raises ValidationError if
    the bulletin is not published, the reason is empty or too long, or it is its own successor.
    """
    bulletin = lock_bulletin(bulletin)
    _check_live(bulletin)
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Say why; readers see it.")})
    if successor and successor.pk == bulletin.pk:
        raise ValidationError({"successor": _("A bulletin cannot take its own place.")})
    # ``restore_bulletin`` brings back this version, and a draft stays a draft.
    version = find_public_version(bulletin)
    moment = timezone.now()
    _update_state(
        bulletin,
        live=False,
        live_revision=version,
        withdrawn_at=moment,
        closing_words=reason,
        successor=successor,
    )
    unpublished.send(sender=Bulletin, instance=bulletin)
    run_effects(bulletin, Change.WITHDRAWN)
    log(bulletin, "bulletins.withdraw", user=by, data={"reason": reason})


@transaction.atomic
def restore_bulletin(*, bulletin: Bulletin, by: User | None) -> None:
    """Undo the end or withdrawal of a bulletin, and show its public version again.

    A draft written meanwhile stays a draft. The users who were notified of the publication are
    notified. Raises ValidationError if the bulletin has neither been ended nor withdrawn, or if a
    file in it has changed since.
    """
    bulletin = lock_bulletin(bulletin)
    if not (bulletin.ended_at or bulletin.withdrawn_at):
        raise ValidationError(_("This bulletin has neither ended nor been withdrawn."))
    withdrawn = bulletin.withdrawn_at is not None
    _update_state(bulletin, ended_at=None, withdrawn_at=None, closing_words="", successor=None)
    if withdrawn:
        due = bulletin.next_repeat_at
        try:
            bulletin = make_public(bulletin, bulletin.live_revision)
        except UndecidedError as refusal:
            raise ValidationError(str(refusal)) from refusal
        # A repetition that it missed is made up for.
        _update_state(bulletin, next_repeat_at=due)
    run_effects(bulletin, Change.BACK)
    log(bulletin, "bulletins.bring_back", user=by)


def lock_bulletin(bulletin: Bulletin) -> Bulletin:
    """Return the current row, locked until the transaction ends (``SELECT … FOR UPDATE``)."""
    return Bulletin.objects.select_for_update(of=("self",)).get(pk=bulletin.pk)


def _check_live(bulletin: Bulletin) -> None:
    if not bulletin.live:
        raise ValidationError(_("This bulletin is not published."))


def _publish_row(bulletin: Bulletin, *, by: User | None) -> None:
    """Publish the row as it is.

    Publishing a revision with Wagtail would cancel the workflow of a submitted draft.
    """
    before = bulletin.live_revision
    revision = bulletin.save_revision(user=by, log_action=False, clean=False)
    bulletin.live_revision = revision
    bulletin.last_published_at = timezone.now()
    bulletin.has_unpublished_changes = False
    bulletin.save()
    record_decision(revision, Act.PUBLISH, person=by, at=bulletin.last_published_at, before=before)
    published.send(sender=Bulletin, instance=bulletin, revision=revision)


def _update_state(bulletin: Bulletin, **state: Any) -> None:
    for name, value in state.items():
        setattr(bulletin, name, value)
    bulletin.full_clean(validate_unique=False, exclude=["locale", "translation_key"])
    bulletin.save(update_fields=list(state))
