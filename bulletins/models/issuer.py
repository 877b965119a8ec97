"""The unit that issues bulletins as a rule, where nothing else is chosen."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from sites.models import Agency


@register_setting(icon="unit")
class IssuerSettings(BaseGenericSetting):
    """Which unit the form of a new bulletin proposes as its issuer."""

    issuer = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("usual issuer"),
        help_text=_(
            "Filled in for a new bulletin whose writer works for no unit. Empty: nothing is filled "
            "in, and whoever publishes has to say who issues it."
        ),
    )

    panels = ["issuer"]

    class Meta:
        verbose_name = _("Issuer of bulletins")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def get_current(cls) -> Self:
        """Return the stored setting, or an empty one; ``load`` would store that."""
        return cls.objects.select_related("issuer").first() or cls()
