"""Blocks for the sections of a home page.

All but the agency's own texts take their content from the rest of the website.
"""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks import BodyBlock

# Sections of a home page that nobody has arranged, in this order.
DEFAULT_SECTIONS = ("tasks", "bulletins", "lead", "news", "documents", "procedures", "contact")


class GeneratedSectionBlock(blocks.StructBlock):
    """Section with generated content; only its heading can be changed."""

    heading = blocks.CharBlock(
        required=False,
        max_length=60,
        label=_("another heading"),
        help_text=_("Leave it empty for the usual one."),
    )


class TextSectionBlock(blocks.StructBlock):
    """Section with the agency's own heading and text."""

    heading = blocks.CharBlock(max_length=60, label=_("heading"))
    body = BodyBlock(required=True, label=_("text"))

    class Meta:
        icon = "pilcrow"
        label = _("Own text")
        description = _("A text or a picture of your own: a campaign, a greeting, a note.")
        help_text = description


def _make_section_block(icon: str, label: object, description: object) -> GeneratedSectionBlock:
    return GeneratedSectionBlock(
        icon=icon, label=label, description=description, help_text=description
    )


class HomeSectionsBlock(blocks.StreamBlock):
    """Sections of a home page; each kind at most once, except own texts."""

    tasks = _make_section_block(
        "pick",
        _("Shortcuts"),
        _("Shows the shortcuts chosen above. Nothing appears while there are none."),
    )
    bulletins = _make_section_block(
        "doc-full-inverse",
        _("Bulletins"),
        _("Shows the latest bulletins for your unit, pinned ones first."),
    )
    lead = _make_section_block(
        "image",
        _("Latest article"),
        _("Shows your newest article in large, with its picture."),
    )
    news = _make_section_block(
        "list-ul",
        _("News"),
        _("Shows the three articles that come next."),
    )
    documents = _make_section_block(
        "doc-full", _("Legal documents"), _("Shows your three newest documents.")
    )
    procedures = _make_section_block(
        "clipboard-list",
        _("Procedures"),
        _("Shows four of your procedures, those changed last first."),
    )
    contact = _make_section_block(
        "mail",
        _("Contact"),
        _("Shows address, telephone and hours from “Unit's details”."),
    )
    text = TextSectionBlock()

    class Meta:
        required = False
        block_counts = {kind: {"max_num": 1} for kind in DEFAULT_SECTIONS} | {
            "text": {"max_num": 10}
        }


def is_default(value: blocks.StreamValue) -> bool:
    """Return whether the sections are ``DEFAULT_SECTIONS`` in their order, without own headings."""
    kinds = tuple(child.block_type for child in value)
    return kinds == DEFAULT_SECTIONS and not any(child.value["heading"] for child in value)
