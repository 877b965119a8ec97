"""Model of host names that passed from one agency to another."""

from django.db import models

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
