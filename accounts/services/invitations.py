"""Services for invitations, the only way to an account, and the e-mail with the link.

The token is sent by e-mail and known to the invited person alone; only its SHA-256 digest is
stored. Being random (256 bits), it needs no slow hash (OWASP ASVS 5.0, 6.5.2 and 6.5.3). See
docs/decisions/0023-accounts-begin-with-an-invitation.md.
"""

import hashlib
import secrets
from datetime import timedelta
from unicodedata import normalize

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name

from accounts.models import Invitation, User
from accounts.services.bounced_addresses import clear_bounce
from accounts.signals import invitation_accepted

LIFETIME = timedelta(days=7)


def send_invitation(invitation: Invitation, token: str) -> None:
    """Send the link with ``token`` to the invited address, as text in the default language.

    The link's host is the configured one, whatever host the request came to.
    """
    link = settings.WAGTAILADMIN_BASE_URL + reverse("follow_invitation", args=[token])
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Invitation: %(role)s") % {"role": invitation.role}
        until = date_format(timezone.localtime(invitation.expires_at), "DATETIME_FORMAT")
        by = invitation.invited_by
        inviter = by and get_user_display_name(by)
        context = {"invitation": invitation, "inviter": inviter, "link": link, "expires_at": until}
        text = render_to_string("account/invitation_mail.txt", context)
    send_mail(subject, text, None, [invitation.email])


class InvitationClosedError(Exception):
    """Raised when the invitation was used or revoked, or has expired, in the meantime."""


class AccountExistsError(Exception):
    """Raised when the invited e-mail address already has an account."""


@transaction.atomic
def invite(*, email: str, group: Group, role: str, by: User, name: str = "") -> Invitation:
    """Create an invitation to join ``group`` and send it to ``email``.

    ``role``: what the user will be, as the e-mail says it, in the default language. ``name``: of
    the person, if it is known.

    The address is no longer marked as bounced.
    """
    invitation = Invitation(
        email=_normalize_email(email), group=group, role=role, invited_by=by, name=name
    )
    return _issue_token(invitation)


def prepare(*, email: str, group: Group, role: str, by: User, name: str = "") -> Invitation:
    """Create an invitation that is not sent: ``resend`` makes its link.

    Arguments: as of ``invite``.
    """
    now = timezone.now()
    return Invitation.objects.create(
        email=_normalize_email(email),
        group=group,
        role=role,
        invited_by=by,
        name=name,
        created_at=now,
        expires_at=now,
        # Of a token that nobody has seen.
        digest=hash_token(secrets.token_urlsafe(32)),
    )


@transaction.atomic
def resend(*, invitation: Invitation) -> Invitation:
    """Send the invitation again with a new link and a new expiry; the former link stops working.

    Raises InvitationClosedError if it was accepted or revoked; an expired one is sent again.
    """
    return _issue_token(_lock_waiting(invitation))


@transaction.atomic
def revoke(*, invitation: Invitation) -> None:
    """Revoke the invitation, so that its link stops working.

    Raises InvitationClosedError if it was accepted or revoked before.
    """
    invitation = _lock_waiting(invitation)
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])


@transaction.atomic
def accept(*, invitation: Invitation, user: User) -> None:
    """Accept the invitation for ``user`` and send ``invitation_accepted``.

    ``invitation``: as loaded when the user followed the link.

    Works once, also for two simultaneous requests. Raises InvitationClosedError if the invitation
    is no longer acceptable, or was sent again with another link meanwhile.
    """
    invitation = _lock_acceptable(invitation)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    invitation_accepted.send(Invitation, invitation=invitation, user=user)


@transaction.atomic
def create_account(*, invitation: Invitation, name: str, password: str) -> User:
    """Create an account for the invited person, and accept the invitation with it.

    The e-mail address is stored with the account only: a second record of it would go on receiving
    password reset links after the user's address has changed. Raises InvitationClosedError as
    ``accept`` does, and AccountExistsError if the address has an account, perhaps by another
    invitation at the same time; then no account is created.
    """
    # The lock comes first: simultaneous submissions of the form wait here for the first one.
    invitation = _lock_acceptable(invitation)
    email = invitation.email
    if has_account(email):
        raise AccountExistsError
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                username=email, email=email, password=password, first_name=name
            )
    except IntegrityError as error:
        raise AccountExistsError from error
    accept(invitation=invitation, user=user)
    return user


def hash_token(token: str) -> str:
    """Return the SHA-256 digest (hexadecimal) of a token, as it is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def has_account(email: str) -> bool:
    """Return whether a user has this address, as e-mail address or as user name."""
    normalized = _normalize_email(email)
    return User.objects.filter(
        Q(email__iexact=normalized) | Q(username__iexact=normalized)
    ).exists()


def _normalize_email(email: str) -> str:
    """Return an e-mail address as it is stored in the user name, in one spelling."""
    return normalize("NFKC", email).lower()


def _issue_token(invitation: Invitation) -> Invitation:
    token = secrets.token_urlsafe(32)
    invitation.digest = hash_token(token)
    invitation.expires_at = timezone.now() + LIFETIME
    invitation.save()
    # An invitation is a new attempt to reach the address, whatever became of earlier mail.
    clear_bounce(email=invitation.email)
    send_invitation(invitation, token)
    return invitation


def _lock_waiting(invitation: Invitation) -> Invitation:
    locked = Invitation.objects.select_for_update().waiting().filter(pk=invitation.pk).first()
    if locked is None:
        raise InvitationClosedError
    return locked


def _lock_acceptable(invitation: Invitation) -> Invitation:
    locked = _lock_waiting(invitation)
    if locked.is_expired or locked.digest != invitation.digest:
        raise InvitationClosedError
    return locked
