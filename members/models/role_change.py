"""Model of delayed changes of a moderator's role, in agencies with the two-person rule."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sites.models import Agency


class RoleChangeKind(models.TextChoices):
    """What the change does to the moderator."""

    RAISE = "raise", _("becomes a moderator")
    LOWER = "lower", _("becomes an editor")
    REMOVE = "remove", _("leaves the unit")
    SUSPEND = "suspend", _("is suspended")
    RESTORE = "restore", _("can sign in again")


class RoleChangeOutcome(models.TextChoices):
    """Status of the change itself."""

    WAITING = "waiting", _("takes effect after a day")
    OBJECTED = "objected", _("objected to; the ICT department decides")
    DONE = "done", _("has taken effect")
    CANCELLED = "cancelled", _("was cancelled")


class RoleChangeQuerySet(models.QuerySet["RoleChange"]):
    """QuerySet of changes of roles."""

    def undecided(self) -> "RoleChangeQuerySet":
        """Return the changes that have neither taken effect nor been cancelled."""
        return self.filter(outcome__in=[RoleChangeOutcome.WAITING, RoleChangeOutcome.OBJECTED])

    def due(self) -> "RoleChangeQuerySet":
        """Return the changes whose waiting time is over and to which nobody has objected."""
        return self.filter(outcome=RoleChangeOutcome.WAITING, effective_at__lte=timezone.now())


class RoleChange(models.Model):
    """A change of a moderator's role that takes effect at ``effective_at`` unless objected to.

    A user has at most one undecided change in each agency.
    """

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="role_changes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="role_changes")
    kind = models.CharField(max_length=10, choices=RoleChangeKind.choices)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    requested_at = models.DateTimeField(default=timezone.now)
    effective_at = models.DateTimeField()
    outcome = models.CharField(
        max_length=10, choices=RoleChangeOutcome.choices, default=RoleChangeOutcome.WAITING
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    objects = RoleChangeQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["requested_at", "pk"]
        verbose_name = _("change of a role")
        verbose_name_plural = _("changes of roles")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "user"],
                condition=Q(outcome__in=["waiting", "objected"]),
                name="one_undecided_role_change",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}"
