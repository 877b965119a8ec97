"""Words of records: public at once, or after the decision of another person.

A record is what a unit publishes outside its pages: opening hours, notes under bulletins, details
of the website. Its times, telephone numbers and choices are public at once. Free words are public
at once if their author may publish them alone, or while an emergency is in force; all others wait.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.admin.utils import get_user_display_name
from wagtail.log_actions import log

from accounts.models import User
from accounts.permissions import AnyUser
from content.models import CustomImage
from content.versions.decisions import record_words_decision
from content.versions.digest import compute_file_digest, hash_content
from members.approval_rules import may_decide, may_publish_alone
from members.models import NotificationKind, WaitingWords
from members.services.notifications import notify
from members.signals import words_approved, words_returned, words_sent
from sites.models import Agency
from sites.permissions.ownership import get_active_agency_ids, list_moderators

APPROVED_WORDS, RETURNED_WORDS = "members.words.approve", "members.words.return"
Words = dict[str, str]


@dataclass(frozen=True)
class RecordKind:
    """Kind of records with free words, as its app registers it.

    ``label``: name of the record for people. ``list_words``: public words of the record by field.
    ``name_field``: name of a field for people. ``publish``: writes words into the fields named,
    checks them as the form does, and returns the object that the decision is about. ``get_url``:
    path of its form. The functions get the agency and ``object_id``.
    """

    name: str
    label: str | Promise
    list_words: Callable[[Agency, str], Words]
    name_field: Callable[[str], str]
    publish: Callable[[Agency, str, Words, User | None], models.Model]
    get_url: Callable[[Agency, str], str]
    # How a person sees a stored text: the title of a picture instead of its key.
    show: Callable[[str, str], Any] = lambda field, text: text
    # The place in which citizens read a field: words of one place are decided for that place.
    get_place: Callable[[str], str] = lambda field: field
    # Pictures that the words name.
    list_images: Callable[[Words], list[CustomImage]] = lambda words: []


@dataclass(frozen=True)
class WordChange:
    """Field of waiting words: its name, the public text and the waiting text."""

    field: str
    public: Any
    waiting: Any


_kinds: dict[str, RecordKind] = {}


def register_record_kind(kind: RecordKind) -> None:
    """Register a kind of records with free words."""
    _kinds[kind.name] = kind


def get_record_kind(waiting: WaitingWords) -> RecordKind:
    """Return the kind of the record that the words belong to."""
    return _kinds[waiting.kind]


def find_waiting_words(agency: Agency, kind: str, object_id: str = "") -> WaitingWords | None:
    """Return the words of a record that wait or were sent back; None if there are none."""
    rows = WaitingWords.objects.filter(agency=agency, kind=kind, object_id=object_id)
    return rows.select_related("agency").first()


def list_word_changes(waiting: WaitingWords) -> list[WordChange]:
    """Return the public and the waiting text of each field of waiting words."""
    kind = get_record_kind(waiting)
    public = kind.list_words(waiting.agency, waiting.object_id)
    return [
        WordChange(
            kind.name_field(field),
            kind.show(field, public.get(field, "")),
            kind.show(field, text),
        )
        for field, text in waiting.words.items()
    ]


def compute_words_digest(waiting: WaitingWords) -> str:
    """Return the digest of what a person reads before deciding: waiting and public words."""
    kind = get_record_kind(waiting)
    public = kind.list_words(waiting.agency, waiting.object_id)
    images = [compute_file_digest(one) for one in kind.list_images(waiting.words)]
    return hash_content([waiting.kind, waiting.object_id, waiting.words, public, images])


@transaction.atomic
def settle_words(
    *,
    agency: Agency,
    kind: str,
    object_id: str = "",
    written: Mapping[str, str],
    by: User | None,
    in_emergency: bool = False,
) -> Words:
    """Return the words of a record that become public now; store the others until a decision.

    ``written``: all words of its form by field. Public words stay, words that are taken away go at
    once, and a word that waits leaves the public one in its place. ``by``: None for a program,
    which publishes. ``in_emergency``: what ``by`` wrote is public at once, and the other moderators
    are told. The caller has locked the agency, stores what is returned, and records it with
    ``record_words``.
    """
    public, get_place = _kinds[kind].list_words(agency, object_id), _kinds[kind].get_place
    known = {(get_place(name), text) for name, text in public.items()}
    fresh = {
        name: text
        for name, text in written.items()
        if text and (get_place(name), text) not in known
    }
    waiting = find_waiting_words(agency, kind, object_id)
    is_free = not fresh or by is None or may_publish_alone(by, agency)
    if by is None or is_free or in_emergency:
        if waiting:
            waiting.delete()
        if by and not is_free:
            _tell_moderators(agency, kind, object_id, fresh, by)
        return dict(written)
    # Who saves the form without another word has written nothing.
    if waiting is None or waiting.returned or waiting.words != fresh:
        _store(agency, kind, object_id, fresh, by)
    return {name: public.get(name, "") if name in fresh else written[name] for name in written}


def record_words(record: models.Model, words: Mapping[str, str], *, by: User | None) -> None:
    """Record that ``by`` decided about the public words of a record; nothing for a program."""
    if by is not None and any(words.values()):
        record_words_decision(record, words, person=by)


@transaction.atomic
def approve_words(*, waiting: WaitingWords, shown: str, by: User) -> None:
    """Publish waiting words, tell their authors, and log it.

    ``shown``: the digest at which ``by`` read them. Raises ValidationError if it is another one by
    now or if the record refuses the words, PermissionDenied if ``by`` may not decide.
    """
    waiting = _lock_shown(waiting, shown, by)
    kind, agency = get_record_kind(waiting), waiting.agency
    record = kind.publish(agency, waiting.object_id, waiting.words, by)
    record_words_decision(record, kind.list_words(agency, waiting.object_id), person=by)
    log(agency, APPROVED_WORDS, user=by, data={"record": str(kind.label)})
    words_approved.send(WaitingWords, waiting=waiting, people=_list_others(waiting, by), by=by)
    waiting.delete()


@transaction.atomic
def return_words(*, waiting: WaitingWords, shown: str, comment: str, by: User) -> None:
    """Send waiting words back to their authors with ``comment``, and log it.

    Raises the errors of ``approve_words``.
    """
    waiting = _lock_shown(waiting, shown, by)
    kind, agency = get_record_kind(waiting), waiting.agency
    waiting.returned = comment
    waiting.save(update_fields=["returned"])
    log(agency, RETURNED_WORDS, user=by, data={"record": str(kind.label)})
    words_returned.send(WaitingWords, waiting=waiting, people=_list_others(waiting, by), by=by)


def can_decide_words(user: AnyUser, waiting: WaitingWords) -> bool:
    """Return whether ``user`` may publish waiting words or send them back (``may_decide``)."""

    def has_written() -> bool:
        return user in waiting.authors.all()

    return not waiting.returned and may_decide(user, waiting.agency, has_written)


def list_deciders(waiting: WaitingWords) -> list[User]:
    """Return the moderators with the right to decide about waiting words."""
    people = list_moderators(waiting.agency_id)
    return [person for person in people if can_decide_words(person, waiting)]


def return_undecidable_words(agency: Agency) -> None:
    """Send back the words of an agency that nobody there may decide about any more.

    Those of an ended agency are deleted: its website stays as it is.
    """
    for waiting in WaitingWords.objects.filter(agency=agency, returned=""):
        if agency.is_archived:
            waiting.delete()
        elif not list_deciders(waiting):
            with override(settings.LANGUAGE_CODE):
                waiting.returned = _(
                    "Nobody in your unit can approve this any more. Save it again."
                )
            waiting.save(update_fields=["returned"])


def _lock_shown(waiting: WaitingWords, shown: str, by: User) -> WaitingWords:
    """Return the locked words, which are as ``by`` has read them; else raise an error."""
    Agency.objects.select_for_update(of=("self",)).get(pk=waiting.agency_id)
    present = WaitingWords.objects.filter(pk=waiting.pk).select_related("agency").first()
    if present is None or present.returned or compute_words_digest(present) != shown:
        raise ValidationError(
            _("This has been changed since you opened it. Nothing was decided; please read again.")
        )
    if not can_decide_words(by, present):
        raise PermissionDenied
    return present


def _store(agency: Agency, kind: str, object_id: str, words: Words, by: User) -> None:
    waiting, _created = WaitingWords.objects.update_or_create(
        agency=agency,
        kind=kind,
        object_id=object_id,
        defaults={"words": words, "sent_at": timezone.now(), "returned": ""},
    )
    waiting.authors.add(by)
    words_sent.send(WaitingWords, waiting=waiting, people=list_deciders(waiting), by=by)


def _list_others(waiting: WaitingWords, by: User) -> list[User]:
    """Return the authors who still work for the agency, without ``by``."""
    authors = waiting.authors.exclude(pk=by.pk)
    return [person for person in authors if waiting.agency_id in get_active_agency_ids(person)]


def _tell_moderators(agency: Agency, kind: str, object_id: str, words: Words, by: User) -> None:
    """Notify the other moderators of words that are public without a decision."""
    record = _kinds[kind]
    with override(settings.LANGUAGE_CODE):
        title = _("Public at once, because of an emergency: %(record)s") % {"record": record.label}
        text = _("%(person)s wrote, and your website shows it: %(words)s") % {
            "person": get_user_display_name(by),
            "words": " · ".join(words.values()),
        }
    notify(
        list_moderators(agency.pk).exclude(pk=by.pk),
        kind=NotificationKind.REVIEW,
        event=f"words:{agency.pk}:{kind}:{object_id}:{hash_content(words)[:12]}",
        title=title,
        text=text,
        url=settings.WAGTAILADMIN_BASE_URL + record.get_url(agency, object_id),
        at_once=True,
        agency=agency,
    )
