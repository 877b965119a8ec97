"""The people who sign in, and the invitations by which they become so."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser, Group
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person who signs in to the admin. Citizens have no accounts."""

    def save(self, *args: Any, **kwargs: Any) -> None:
        # People sign in by address too, and an address is the same however it is typed.
        self.email = self.email.lower()
        super().save(*args, **kwargs)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self) -> "InvitationQuerySet":
        """Neither accepted nor revoked; the time to accept may be over."""
        return self.filter(accepted_at=None, revoked_at=None)

    def acceptable(self) -> "InvitationQuerySet":
        """Waiting, and still in time."""
        return self.waiting().filter(expires_at__gt=timezone.now())


class Invitation(models.Model):
    """An offer, sent by e-mail, to join a group.

    Only a digest of the token in the link is kept: who reads the database cannot accept.
    """

    # As long as a user name may be: the address becomes one.
    email = models.EmailField(_("e-mail"), max_length=150)
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
    def is_expired(self) -> bool:
        """Whether the time to accept is over."""
        return self.expires_at <= timezone.now()


class BouncedAddress(models.Model):
    """An address that mail comes back from; see accounts.bounces."""

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
    """What the ICT department looks at although nothing is broken."""

    ROLE_CHANGED = "role_changed", _("A role was changed")
    REPEATED_REFUSALS = "repeated_refusals", _("Refused again and again")
    UNFAMILIAR_SIGN_IN = "unfamiliar_sign_in", _("Signed in from an unfamiliar place")


class SecurityEventQuerySet(models.QuerySet["SecurityEvent"]):
    def unseen(self) -> "SecurityEventQuerySet":
        """Those that no ICT administrator has marked as seen."""
        return self.filter(seen_at=None)


class SecurityEvent(models.Model):
    """Something about a person's account that an ICT administrator should look at.

    Written by ``accounts.security_events.record_security_event`` alone. The name is kept beside
    the person: it is still read when the account is deleted.
    """

    kind = models.CharField(_("kind"), max_length=30, choices=SecurityEventKind.choices)
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
    """What of somebody's one-time secrets is used up.

    Apart from the person's own row, which is saved as a whole by whoever changes a name.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    # Of the last code of an app that was accepted: steps of 30 seconds since 1970 (RFC 6238, 4.2);
    # see accounts.totp.
    last_totp_step = models.BigIntegerField(default=0)
    # The newest link for a new password alone works; see accounts.password_resets.
    reset_links_made = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return str(self.user)


class SignInOrigin(models.Model):
    """A network and device that somebody has signed in from; see accounts.sign_in_origins."""

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
