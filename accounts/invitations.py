"""Inviting people: the only way to an account.

A token is known to the person invited alone: it leaves in the mail, and its SHA-256 digest stays.
Being random (256 bits), it needs no slow hash (OWASP ASVS 5.0, 6.5.2 and 6.5.3).
"""

import hashlib
import secrets
from datetime import timedelta
from unicodedata import normalize

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.bounces import forget_bounce
from accounts.invitation_mail import send_invitation
from accounts.models import Invitation, User
from accounts.signals import invitation_accepted

LIFETIME = timedelta(days=7)


class InvitationClosed(Exception):
    """The invitation was used, revoked or has expired in the meantime."""


class AccountExists(Exception):
    """Somebody has an account with the address that was invited."""


@transaction.atomic
def invite(*, email: str, group: Group, role: str, by: User) -> Invitation:
    """Offer a place in ``group`` to whoever reads mail at ``email``.

    ``role`` says in words, in the default language, what the person will be.
    """
    invitation = Invitation(email=_spelled(email), group=group, role=role, invited_by=by)
    return _issue(invitation)


@transaction.atomic
def resend(*, invitation: Invitation) -> Invitation:
    """Send the invitation again with a new link and a new term; the former link is dead."""
    return _issue(_lock_waiting(invitation))


@transaction.atomic
def revoke(*, invitation: Invitation) -> None:
    """Make the link worthless. Raises InvitationClosed where there is nothing left to revoke."""
    invitation = _lock_waiting(invitation)
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])


@transaction.atomic
def accept(*, invitation: Invitation, user: User) -> None:
    """Use the invitation up for ``user``; it works once, also when sent twice at a time.

    ``invitation`` is what the person's link has led to. Raises InvitationClosed where it is no
    longer acceptable, or was sent again with another link meanwhile.
    """
    invitation = _lock_acceptable(invitation)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    invitation_accepted.send(Invitation, invitation=invitation, user=user)


@transaction.atomic
def open_account(*, invitation: Invitation, name: str, password: str) -> User:
    """Make an account for the person invited, and accept.

    The address is kept with the account alone: a second record of it would go on receiving
    links for a new password after the person's address has changed. Raises InvitationClosed as
    ``accept`` does, and AccountExists where the address has an account, perhaps by another
    invitation at the same time; then there is no new account.
    """
    # First of all: whoever sends the form several times at once waits here for the first.
    invitation = _lock_acceptable(invitation)
    email = invitation.email
    if has_account(email):
        raise AccountExists
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                username=email, email=email, password=password, first_name=name
            )
    except IntegrityError as error:
        raise AccountExists from error
    accept(invitation=invitation, user=user)
    return user


def digest_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def has_account(email: str) -> bool:
    """Whether somebody signs in with this address, as an address or as a user name."""
    spelled = _spelled(email)
    return User.objects.filter(Q(email__iexact=spelled) | Q(username__iexact=spelled)).exists()


def _spelled(email: str) -> str:
    """Return an address as the user name made of it is stored: the same however it is typed."""
    return normalize("NFKC", email).lower()


def _issue(invitation: Invitation) -> Invitation:
    token = secrets.token_urlsafe(32)
    invitation.digest = digest_of(token)
    invitation.expires_at = timezone.now() + LIFETIME
    invitation.save()
    # An invitation is a wish to reach somebody, whatever became of mail before.
    forget_bounce(email=invitation.email)
    send_invitation(invitation, token)
    return invitation


def _lock_waiting(invitation: Invitation) -> Invitation:
    locked = Invitation.objects.select_for_update().waiting().filter(pk=invitation.pk).first()
    if locked is None:
        raise InvitationClosed
    return locked


def _lock_acceptable(invitation: Invitation) -> Invitation:
    locked = _lock_waiting(invitation)
    if locked.is_expired or locked.digest != invitation.digest:
        raise InvitationClosed
    return locked
