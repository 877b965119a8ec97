"""Models of users, invitations, and the security of accounts."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser, Group
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class User(AbstractUser):
    """User of the admin. Citizens have no accounts."""

    def __str__(self) -> str:
        return self.get_full_name().strip() or self.get_username()

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Users sign in by e-mail address too, in whatever case it is typed.
        self.email = self.email.lower()
        super().save(*args, **kwargs)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by state."""

    def waiting(self) -> "InvitationQuerySet":
        """Return invitations neither accepted nor revoked, expired ones included."""
        return self.filter(accepted_at=None, revoked_at=None)

    def acceptable(self) -> "InvitationQuerySet":
        """Return invitations neither accepted nor revoked nor expired."""
        return self.waiting().filter(expires_at__gt=timezone.now())


class Invitation(models.Model):
    """Invitation, sent by e-mail, to join a group.

    Only a digest of the link's token is stored: reading the database is not enough to accept. A
    prepared one, which nobody has sent yet, ends when it begins.
    """

    # The maximum length of a user name, which the address becomes.
    email = models.EmailField(_("e-mail"), max_length=150)
    # As who invites has written it; the person can change it when they open the account.
    name = models.CharField(_("full name"), max_length=150, blank=True, default="", db_default="")
    group = models.ForeignKey(Group, models.CASCADE, related_name="invitations")
    role = models.CharField(_("role"), max_length=320, help_text=_("In words, for the mail."))
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("invited on"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, unique=True)

    objects = InvitationQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["email", "pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return self.email

    @property
    def is_prepared(self) -> bool:
        """Whether it was never sent."""
        return self.expires_at <= self.created_at

    @property
    def is_expired(self) -> bool:
        """Whether ``expires_at`` has passed."""
        return self.expires_at <= timezone.now()


class BouncedAddress(models.Model):
    """E-mail address that mail bounced from; see ``accounts.services.bounced_addresses``."""

    email = models.EmailField(unique=True)
    reason = models.CharField(max_length=255, blank=True)
    at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("address that mail comes back from")
        verbose_name_plural = _("addresses that mail comes back from")

    def __str__(self) -> str:
        return self.email


class SecurityEventKind(models.TextChoices):
    """Kinds of events that the ICT department reviews although nothing is broken."""

    ROLE_CHANGED = "role_changed", _("A role was changed")
    REPEATED_REFUSALS = "repeated_refusals", _("Refused again and again")
    UNFAMILIAR_SIGN_IN = "unfamiliar_sign_in", _("Signed in from an unfamiliar place")


class SecurityEventQuerySet(models.QuerySet["SecurityEvent"]):
    """Security events by state."""

    def unseen(self) -> "SecurityEventQuerySet":
        """Return events that no ICT administrator has marked as seen."""
        return self.filter(seen_at=None)


class SecurityEvent(models.Model):
    """Event about a user's account that an ICT administrator should review.

    Created by ``accounts.services.security_events.record_security_event`` only. ``user_name`` is
    stored beside ``user``, so that it can be read after the account is deleted.
    """

    kind = models.CharField(
        pgettext_lazy("security event", "kind"), max_length=30, choices=SecurityEventKind.choices
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    user_name = models.CharField(_("person"), max_length=255, blank=True)
    detail = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = SecurityEventQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("security event")
        verbose_name_plural = _("security events")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.user_name}"


class OneTimeSecrets(models.Model):
    """State of a user's one-time secrets: what is already used up.

    Not in the user's own row, which is saved as a whole whenever a name is changed.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    # Time step of the last accepted app code: number of 30-second steps since 1970 (RFC 6238, 4.2);
    # see accounts.services.one_time_codes.
    last_totp_step = models.BigIntegerField(default=0)
    # Number of password reset links made, of which only the newest works; see
    # accounts.services.password_resets.
    reset_links_made = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return str(self.user)


class SignInOrigin(models.Model):
    """Network and device that a user has signed in from.

    See ``accounts.services.sign_in_origins``.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    last_seen_at = models.DateTimeField(default=timezone.now, db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="one_row_for_each_origin")
        ]

    def __str__(self) -> str:
        return self.digest
