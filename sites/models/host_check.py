"""Model of the checks whether a website can be reached by its host name."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sites.models.agency import Agency

# How long before its expiry a certificate is reported; renewals are due a month before.
CERTIFICATE_WARNING = timedelta(days=21)


class Failure(models.TextChoices):
    """Why a website cannot be reached; the labels are for those responsible for the website."""

    NONE = "ok", _("Works")
    NO_NAME = "no-name", _("The name leads nowhere: DNS does not know it.")
    BAD_NAME = "bad-name", _("This is no name a website can have.")
    FORBIDDEN = "forbidden", _("The name leads to an address that no public website has.")
    NO_SERVER = "no-server", _("No web server answers at the address of this name.")
    TIMEOUT = "timeout", _("The web server does not answer in time.")
    EXPIRED = "expired", _("The certificate has expired; browsers warn their readers.")
    OTHER_NAME = "other-name", _("The certificate is for other names; browsers warn their readers.")
    UNTRUSTED = "untrusted", _("No browser trusts the issuer of the certificate.")
    NO_TLS = "no-tls", _("No encrypted connection comes about.")
    UNKNOWN_HOST = "unknown-host", _("The web server does not know this name.")
    REDIRECT = "redirect", _("The address leads on to another one.")
    NO_REDIRECT = "no-redirect", _("The former address does not lead on to the website.")
    STATUS = "status", _("The web server answers with an error.")
    TOO_LARGE = "too-large", _("The answer is too large for a page.")
    FOREIGN = "foreign", _("Something else than this website answers under the name.")


class HostCheckQuerySet(models.QuerySet["HostCheck"]):
    """QuerySet of host checks."""

    def failing(self) -> "HostCheckQuerySet":
        """Return the checks that failed, or whose certificate expires within 21 days."""
        ending = Q(certificate_until__lte=timezone.now() + CERTIFICATE_WARNING)
        return self.filter(~Q(failure=Failure.NONE) | ending)


class HostCheck(models.Model):
    """The result of the last check of a host name of an agency; one row per host name."""

    hostname = models.CharField(_("host name"), max_length=253, unique=True)
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="host_checks")
    checked_at = models.DateTimeField(_("checked"))
    failure = models.CharField(_("outcome"), max_length=16, choices=Failure.choices)
    detail = models.CharField(max_length=255)
    certificate_until = models.DateTimeField(_("certificate valid until"), null=True)

    objects = HostCheckQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("check of a host name")
        verbose_name_plural = _("checks of host names")
        ordering = ["hostname"]

    def __str__(self) -> str:
        return f"{self.hostname}: {self.get_failure_display()}"

    @property
    def works(self) -> bool:
        """Whether the last check succeeded."""
        return self.failure == Failure.NONE

    def is_ending(self, at: datetime | None = None) -> bool:
        """Return whether the certificate expires within 21 days after ``at`` (default: now).

        False if no certificate is known.
        """
        end = self.certificate_until
        return end is not None and end <= (at or timezone.now()) + CERTIFICATE_WARNING
