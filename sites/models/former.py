"""Models of what an agency was called, and at which hosts it was found, before."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from sites.host_names import validate_host_name
from sites.models.agency import Agency


class FormerName(models.Model):
    """A former name of an agency; citizens search for it for years."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="former_names")
    name = models.CharField(_("former name"), max_length=200)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        constraints = [
            models.UniqueConstraint(fields=["agency", "name"], name="former_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class HostAlias(models.Model):
    """A former or additional host name of an agency; it redirects permanently to the website."""

    hostname = models.CharField(
        _("host name"), max_length=253, unique=True, validators=[validate_host_name]
    )
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="aliases")

    class Meta:
        verbose_name = _("host alias")
        verbose_name_plural = _("host aliases")

    def __str__(self) -> str:
        return self.hostname

    def clean(self) -> None:
        self.hostname = self.hostname.lower()
        if Site.objects.filter(hostname=self.hostname).exists():
            raise ValidationError({"hostname": _("This is the address of a website.")})


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
