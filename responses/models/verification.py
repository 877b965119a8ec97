"""Results of display checks: whether each website shows a bulletin as it should.

A display check fetches pages of the public websites; see docs/features/proof-of-display.md.
"""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sites.models import Agency, Failure

# A queued check that has not begun after this time counts as lost and may be queued again.
ABANDONED_AFTER = timedelta(minutes=10)


class Expected(models.TextChoices):
    """What a website should do with a bulletin at the time of the check."""

    SHOWN = "shown", _("shows it")
    OVER = "over", _("keeps it and says that it is over")
    WITHDRAWN = "withdrawn", _("says that it was withdrawn")
    ABSENT = "absent", _("does not have it")
    # An urgent bulletin that is not for the website; see docs/features/emergency-layer.md.
    ELSEWHERE = "elsewhere", _("names it and leads to it")


class DisplayError(models.TextChoices):
    """What a website that could be fetched does wrong."""

    MISSING = "missing", _("The bulletin is not there.")
    STALE = "stale", _("An old version is shown.")
    STATE = "state", _("The page does not say how things stand: in force, over or withdrawn.")
    LEFT = "left", _("The bulletin can still be read there.")
    NO_BANNER = "no-banner", _("The banner is missing.")
    STALE_BANNER = "stale-banner", _("The banner shows an old version.")
    BANNER_LEFT = "banner-left", _("The banner is still up.")
    LISTED = "listed", _("The home page or the list still names it.")
    UNLISTED = "unlisted", _("The province's portal or the issuer's website does not list it.")


OUTCOMES = [*Failure.choices, *DisplayError.choices]


class VerificationQuerySet(models.QuerySet["DisplayCheck"]):
    """Display checks by outcome."""

    def failing(self) -> "VerificationQuerySet":
        """Return checks whose website could not be fetched or did not do what was expected."""
        return self.exclude(outcome=Failure.NONE)


class DisplayCheck(models.Model):
    """The result of the latest display check of a bulletin on an agency's website.

    ``version``: the version mark that was expected. ``shown_since``: when it was first seen there;
    once the bulletin is over, the last such time. ``first_shown_at`` and ``last_shown_at``: when
    the bulletin in force, in whatever version, was first and last found there with nothing wrong;
    ``shown_version``: the version of the last time, as in the version mark. ``detail`` explains the
    outcome.
    """

    bulletin = models.ForeignKey("bulletins.Bulletin", models.CASCADE, related_name="checks")
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="display_checks")
    checked_at = models.DateTimeField(_("checked"))
    expected = models.CharField(max_length=10, choices=Expected.choices)
    outcome = models.CharField(_("outcome"), max_length=16, choices=OUTCOMES)
    detail = models.CharField(max_length=255)
    version = models.CharField(max_length=40)
    shown_since = models.DateTimeField(_("shown since"), null=True)
    first_shown_at = models.DateTimeField(_("first seen"), null=True)
    last_shown_at = models.DateTimeField(_("last seen"), null=True)
    shown_version = models.CharField(_("version shown"), max_length=12, default="", db_default="")

    objects = VerificationQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("proof of display")
        verbose_name_plural = _("proofs of display")
        constraints = [
            models.UniqueConstraint(fields=["agency", "bulletin"], name="display_check_once"),
        ]
        indexes = [
            models.Index(
                fields=["agency"], condition=~Q(outcome=Failure.NONE), name="display_check_failing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bulletin} · {self.agency}: {self.get_outcome_display()}"


class DisplayRun(models.Model):
    """Times of the latest display check of a bulletin on all its websites.

    ``asked_at``: last requested; ``begun_at`` and ``done_at``: begun and finished by a worker.
    """

    bulletin = models.OneToOneField(
        "bulletins.Bulletin", models.CASCADE, related_name="display_run", primary_key=True
    )
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("verification of a bulletin")
        verbose_name_plural = _("verifications of bulletins")

    def __str__(self) -> str:
        return str(self.bulletin)

    @property
    def has_begun(self) -> bool:
        """Whether a worker has begun or finished the check that was requested last."""
        return self.begun_at is not None and self.begun_at >= self.asked_at

    @property
    def is_done(self) -> bool:
        """Whether the check that was requested last is finished."""
        return self.has_begun and not self.is_unfinished

    @property
    def is_unfinished(self) -> bool:
        """Whether a worker has begun the latest check and not come to its end."""
        done, begun = self.done_at, self.begun_at
        return begun is not None and (done is None or done < begun)

    def is_queued(self, at: datetime) -> bool:
        """Return whether the last requested check is still queued, and not lost, at ``at``."""
        return not self.has_begun and at < self.asked_at + ABANDONED_AFTER
