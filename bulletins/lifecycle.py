"""What happens to a bulletin after it was published: told anew, corrected, ended, withdrawn.

Each function is whole or not at all, is there on every website at the next request, and is
entered into the bulletin's history with the person who did it.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.signals import published, unpublished

from accounts.models import User
from bulletins.announcing import BACK, ENDED, WITHDRAWN, announce_change
from bulletins.models import Bulletin, BulletinNote, NoteKind
from bulletins.reach import renew_websites
from bulletins.verification.asking import ask


@transaction.atomic
def add_note(*, bulletin: Bulletin, kind: NoteKind, text: str, by: User | None) -> None:
    """Publish an update or a correction now, and nothing else of what may lie in the draft.

    The draft, where there is one, gets the note too, and goes on waiting for approval if it
    does. Raises ValidationError where the bulletin is not published, the text is empty or too
    long, or it is what was told last: a button may be pressed twice.
    """
    bulletin, text = locked(bulletin), text.strip()
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
        # It may lack what only publishing asks for.
        draft.save_revision(user=by, log_action=False, clean=False)
    log(bulletin, f"bulletins.{kind}", user=by, data={"text": text})


@transaction.atomic
def end(*, bulletin: Bulletin, words: str = "", by: User | None) -> None:
    """End a bulletin before its time: it is over, and a calm banner says so for 24 hours.

    ``words`` (300 characters at most) are shown with it. Raises ValidationError where it is not
    published or not in force.
    """
    bulletin = locked(bulletin)
    _check_live(bulletin)
    if bulletin.is_expired():
        raise ValidationError(_("This bulletin is no longer in force."))
    _change(bulletin, ended_at=timezone.now(), closing_words=words.strip())
    announce_change(bulletin, ENDED)
    log(bulletin, "bulletins.end", user=by, data={"words": words})


@transaction.atomic
def withdraw(
    *, bulletin: Bulletin, reason: str, successor: Bulletin | None = None, by: User | None
) -> None:
    """Take a bulletin away as one that should not have been: 410 with the reason.

    ``successor`` is what holds instead. Raises ValidationError where the bulletin is not
    published, no reason is given, or it is its own successor.
    """
    bulletin = locked(bulletin)
    _check_live(bulletin)
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Say why; readers see it.")})
    if successor and successor.pk == bulletin.pk:
        raise ValidationError({"successor": _("A bulletin cannot take its own place.")})
    # Nothing else changes, so that all of it can come back: the draft too.
    moment = timezone.now()
    _change(bulletin, live=False, withdrawn_at=moment, closing_words=reason, successor=successor)
    unpublished.send(sender=Bulletin, instance=bulletin)
    announce_change(bulletin, WITHDRAWN)
    log(bulletin, "bulletins.withdraw", user=by, data={"reason": reason})


@transaction.atomic
def bring_back(*, bulletin: Bulletin, by: User | None) -> None:
    """Undo an end or a withdrawal that was a mistake; what was shown is shown again.

    Raises ValidationError where the bulletin has neither ended nor been withdrawn.
    """
    bulletin = locked(bulletin)
    if not (bulletin.ended_at or bulletin.withdrawn_at):
        raise ValidationError(_("This bulletin has neither ended nor been withdrawn."))
    withdrawn = bulletin.withdrawn_at is not None
    state = {"ended_at": None, "withdrawn_at": None, "closing_words": "", "successor": None}
    _change(bulletin, live=bulletin.live or withdrawn, **state)
    if withdrawn:
        # The row still is what was shown; the newest revision may be a draft nobody has seen.
        published.send(sender=Bulletin, instance=bulletin, revision=bulletin.live_revision)
    announce_change(bulletin, BACK)
    log(bulletin, "bulletins.bring_back", user=by)


def locked(bulletin: Bulletin) -> Bulletin:
    """Return the row as it stands now, kept from others until the transaction ends."""
    return Bulletin.objects.select_for_update(of=("self",)).get(pk=bulletin.pk)


def _check_live(bulletin: Bulletin) -> None:
    if not bulletin.live:
        raise ValidationError(_("This bulletin is not published."))


def _publish_row(bulletin: Bulletin, *, by: User | None) -> None:
    """Make the row, as it stands, the published version.

    Wagtail's own publishing would take back the change that waits for approval.
    """
    revision = bulletin.save_revision(user=by, log_action=False, clean=False)
    bulletin.live_revision = revision
    bulletin.last_published_at = timezone.now()
    bulletin.has_unpublished_changes = False
    bulletin.save()
    published.send(sender=Bulletin, instance=bulletin, revision=revision)


def _change(bulletin: Bulletin, **state: Any) -> None:
    for name, value in state.items():
        setattr(bulletin, name, value)
    bulletin.full_clean(validate_unique=False, exclude=["locale", "translation_key"])
    bulletin.save(update_fields=list(state))
    renew_websites(bulletin)
    ask(bulletin)
