"""What reorganisations leave behind: host names that passed on, and shares of successors."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sites.host_names import validate_host_name
from sites.models.agency import Agency


class FormerHost(models.Model):
    """Host name of an agency that another agency's website has now.

    What the present website does not have at a path leads on to where it is of the former one. The
    same name may have passed on several times; the last owner comes first.
    """

    hostname = models.CharField(max_length=253, validators=[validate_host_name])
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="former_hosts")

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["hostname", "agency"], name="former_host_once"),
        ]

    def __str__(self) -> str:
        return self.hostname


class SuccessorShare(models.Model):
    """Part of an archived agency's work that one of its successors carries on, in words."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="shares")
    successor = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    text = models.CharField(_("share"), max_length=200)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["agency", "successor"], name="successor_share_once"),
        ]

    def __str__(self) -> str:
        return self.text
