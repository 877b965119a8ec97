"""E-mails about waiting words, to the deciding moderators and to the authors."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from members.emails.approval import APPROVED, CHANGES, SUBMITTED, ApprovalMail
from members.models import WaitingWords
from members.services.waiting_words import get_record_kind


def mail_deciders(waiting: WaitingWords, people: Collection[User], by: User) -> None:
    """Mail the moderators with the right to decide."""
    path = reverse("approval:words", args=[waiting.pk])
    _post(SUBMITTED, waiting, people, path, author=by)


def mail_approved(waiting: WaitingWords, people: Collection[User]) -> None:
    """Tell the authors that their words are public."""
    _post(APPROVED, waiting, people, _get_form_path(waiting))


def mail_returned(waiting: WaitingWords, people: Collection[User], by: User) -> None:
    """Tell the authors what a moderator wants changed."""
    path = _get_form_path(waiting)
    _post(CHANGES, waiting, people, path, actor=by, comment=waiting.returned)


def _get_form_path(waiting: WaitingWords) -> str:
    return get_record_kind(waiting).get_url(waiting.agency, waiting.object_id)


def _post(
    mail: ApprovalMail, waiting: WaitingWords, people: Collection[User], path: str, **context: Any
) -> None:
    mail.post(
        [person.pk for person in people],
        about=waiting,
        title=str(get_record_kind(waiting).label),
        sender=waiting.agency.name,
        link=settings.WAGTAILADMIN_BASE_URL + path,
        **context,
    )
