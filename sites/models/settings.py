"""Settings of an agency's website: contact and appearance, shown on every page."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from content.text.numbers import validate_telephone
from sites.widgets import AccentSelect


class Accent(models.TextChoices):
    """The six colours an agency may choose from; static/css/tokens.css holds their values."""

    LAM = "lam", _("Blue")
    NGOC = "ngoc", _("Jade")
    LUC = "luc", _("Green")
    CHAM = "cham", _("Indigo")
    MAN = "man", _("Plum")
    NAU = "nau", _("Brown")


@register_setting(icon="cog")
class AgencySettings(BaseSiteSetting):
    """Contact and appearance of one agency's website."""

    address = models.CharField(_("address"), max_length=255, blank=True)
    telephone = models.CharField(
        _("telephone"), max_length=25, blank=True, validators=[validate_telephone]
    )
    email = models.EmailField(_("e-mail"), blank=True)
    hours = models.CharField(_("opening hours"), max_length=255, blank=True)
    responsible = models.CharField(
        _("responsible for the content"),
        max_length=120,
        blank=True,
        help_text=_("The post or the person who answers for this website."),
    )
    accent = models.CharField(_("colour"), max_length=8, choices=Accent.choices, default=Accent.LAM)
    monogram = models.CharField(
        _("monogram"),
        max_length=4,
        blank=True,
        help_text=_("Two to four capital letters shown beside the name."),
    )
    emblem = models.ForeignKey(
        "content.CustomImage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("emblem"),
        help_text=_("The unit's official emblem, if it has one. It replaces the monogram."),
    )

    panels = [
        MultiFieldPanel(
            ["address", "telephone", "email", "hours", "responsible"],
            heading=_("Contact"),
        ),
        MultiFieldPanel(
            [FieldPanel("accent", widget=AccentSelect), "monogram", "emblem"],
            heading=_("Appearance"),
        ),
    ]

    class Meta:
        verbose_name = _("Website details")
