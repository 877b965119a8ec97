"""Settings of an agency's website: contact and appearance, shown on every page."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
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
    """Contact, responsibility and appearance of one agency's website.

    ``is_demo``: whether it says that it is a demonstration; set by ``load_demo`` alone.
    """

    address = models.CharField(_("address"), max_length=255, blank=True)
    telephone = models.CharField(
        _("telephone"), max_length=25, blank=True, validators=[validate_telephone]
    )
    email = models.EmailField(_("e-mail"), blank=True)
    # Changed where the opening hours are (``home.services.opening_hours``), below which it stands.
    hours = models.CharField(_("remark on the opening hours"), max_length=255, blank=True)
    responsible = models.CharField(
        _("responsible for the content"),
        max_length=120,
        blank=True,
        help_text=_(
            "The post or the person who answers for this website. Empty: that of the province is "
            "shown."
        ),
    )
    licence = models.CharField(
        _("licence"),
        max_length=255,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "As it shall stand at the foot of every page: “Licence no. … granted by … on …”. "
            "Empty: that of the province is shown. Not every website needs one."
        ),
    )
    is_demo = models.BooleanField(default=False, db_default=False, editable=False)
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
            [
                *("address", "telephone", "email"),
                HelpPanel(template="agencies/settings/opening_hours.html"),
            ],
            heading=_("Contact"),
        ),
        MultiFieldPanel(
            ["responsible", "licence"],
            heading=_("Foot of every page"),
        ),
        MultiFieldPanel(
            [FieldPanel("accent", widget=AccentSelect), "monogram", "emblem"],
            heading=_("Appearance"),
        ),
    ]

    class Meta:
        verbose_name = _("Website details")
