"""Groups of agencies that a notice is addressed to: the mountain districts, those along a river."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sites.models.agency import Agency


class AgencyGroup(models.Model):
    """A named group of agencies. One that joins later gets what the group was told before."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    agencies = models.ManyToManyField(
        Agency, blank=True, related_name="groups", verbose_name=_("agencies")
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("group of agencies")
        verbose_name_plural = _("groups of agencies")

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        """By which the group is addressed; see ``Agency.codes``."""
        return f"group:{self.pk}"
