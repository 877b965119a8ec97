"""Contact page."""

from collections.abc import Iterator

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.search import index

from content.blocks import CleanStreamField, TelephoneBlock, list_readable
from content.fields import CleanURLField
from home.models.base import REVIEW_GROUP, AgencyPage, TextPage

MAX_TELEPHONES = 12


class NamedTelephoneBlock(blocks.StructBlock):
    """Telephone number, and who answers there."""

    name = blocks.CharBlock(
        max_length=80,
        label=_("who answers"),
        help_text=_("For example “Hotline” or “Reception of documents”."),
    )
    number = TelephoneBlock(label=_("telephone"))

    class Meta:
        icon = "mobile-alt"
        label = _("Telephone")


class ContactPage(TextPage):
    """Page with the contact data of the agency and the feedback form.

    Address, hours, e-mail and main telephone come from ``AgencySettings``; the page adds further
    numbers and a link to a map.
    """

    telephones = CleanStreamField(
        [("telephone", NamedTelephoneBlock())],
        blank=True,
        max_num=MAX_TELEPHONES,
        verbose_name=_("further telephones"),
        help_text=_("The main number stands in “About the unit” and is shown by itself."),
    )
    map_url = CleanURLField(
        _("link to a map"),
        max_length=500,
        blank=True,
        validators=[RegexValidator(r"^https://", _("Begin with https://."))],
        help_text=_("Find your office in a map service, press “Share”, and paste the link here."),
    )

    content_panels = [
        *AgencyPage.content_panels,
        "lead",
        MultiFieldPanel(
            [FieldPanel("telephones"), FieldPanel("map_url")], heading=_("How to reach the unit")
        ),
        "body",
        REVIEW_GROUP,
    ]
    search_fields = [*TextPage.search_fields, index.SearchField("telephones")]
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    page_description = _("How to reach the unit.")

    class Meta:
        verbose_name = _("contact page")
        verbose_name_plural = _("contact pages")

    def iter_telephones(self) -> Iterator[tuple[str, str]]:
        """Yield the name and number of each further telephone."""
        for block in list_readable(self.telephones):
            yield block.value["name"], block.value["number"]
