"""Abstract models with the content fields that bulletins, templates and proposals share."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from bulletins.blocks import BodyBlock, CleanStreamField
from bulletins.models.choices import Category, Urgency
from sites.models.settings import validate_telephone

CONTACT = MultiFieldPanel(
    [FieldRowPanel([FieldPanel("contact_name", heading=_("Name")), "contact_telephone"])],
    heading=_("Whom to call"),
)


class Words(ClusterableModel):
    """The content fields that bulletins, templates and proposals have in common."""

    title = models.CharField(_("title"), max_length=200)
    instruction = models.CharField(
        _("what to do"),
        max_length=200,
        blank=True,
        help_text=_("One sentence a person can act on. Required for emergencies."),
    )
    contact_name = models.CharField(_("whom to call"), max_length=120, blank=True)
    contact_telephone = models.CharField(
        _("telephone"), max_length=25, blank=True, validators=[validate_telephone]
    )
    body = CleanStreamField(BodyBlock(), blank=True, verbose_name=_("text"))
    summary = models.TextField(
        _("summary"),
        max_length=400,
        help_text=_(
            "Two or three lines, shown in lists. Empty: taken from what to do or the text."
        ),
    )
    # Names of the fields that a new bulletin copies from a template, proposal or earlier bulletin,
    # in the order of the fields above.
    WORDS: tuple[str, ...] = (
        "title",
        "instruction",
        "contact_name",
        "contact_telephone",
        "body",
        "summary",
    )

    class Meta:
        abstract = True


class NoticeWords(Words):
    """The content fields of a bulletin or template: those of ``Words``, urgency and category."""

    urgency = models.CharField(
        _("urgency"), max_length=10, choices=Urgency.choices, default=Urgency.ROUTINE
    )
    category = models.CharField(
        _("category"), max_length=12, choices=Category.choices, default=Category.ADMINISTRATION
    )

    WORDS = (*Words.WORDS, "urgency", "category")

    class Meta:
        abstract = True
