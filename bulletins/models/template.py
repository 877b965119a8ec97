"""Notices prepared in advance, for days when nobody has time to think of words."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from bulletins.blocks import BodyBlock
from bulletins.models.choices import Category, Urgency
from sites.models.settings import validate_telephone


class BulletinTemplate(models.Model):
    """What a usual notice says, with gaps for what is known on the day only."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    urgency = models.CharField(
        _("urgency"), max_length=10, choices=Urgency.choices, default=Urgency.ROUTINE
    )
    category = models.CharField(
        _("category"), max_length=12, choices=Category.choices, default=Category.ADMINISTRATION
    )
    title = models.CharField(_("title"), max_length=200)
    instruction = models.CharField(_("what to do"), max_length=200, blank=True)
    summary = models.TextField(_("summary"), max_length=400, blank=True)
    contact_name = models.CharField(_("whom to call"), max_length=120, blank=True)
    contact_telephone = models.CharField(
        _("telephone"), max_length=25, blank=True, validators=[validate_telephone]
    )
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("text"))
    hours = models.PositiveSmallIntegerField(_("holds for (hours)"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("prepared notice")
        verbose_name_plural = _("prepared notices")

    def __str__(self) -> str:
        return self.name
