"""Blocks for the sections of a home page.

All but the agency's own texts take their content from the rest of the website.
"""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks import BodyBlock, CleanStreamBlock

# Sections of a home page that nobody has arranged, in this order.
DEFAULT_SECTIONS = (
    "tasks",
    "call",
    "bulletins",
    "procedures",
    "documents",
    "lead",
    "news",
    "contact",
)


# Entries of the sections that list some; a unit may choose 1 to MAX_ENTRIES, as many as there are
# of bulletins (bulletins.selectors.banners.LATEST).
ENTRIES = {"bulletins": 6, "procedures": 4, "documents": 3, "news": 3}
MAX_ENTRIES = 6


def _make_hidden_block() -> blocks.BooleanBlock:
    return blocks.BooleanBlock(
        required=False,
        label=_("leave it out"),
        help_text=_("It keeps its place, for later."),
    )


class GeneratedSectionBlock(blocks.StructBlock):
    """Section with generated content; its heading can be changed, and it can be left out."""

    heading = blocks.CharBlock(
        required=False,
        max_length=60,
        label=_("another heading"),
        help_text=_("Leave it empty for the usual one."),
    )
    hidden = _make_hidden_block()


class ListSectionBlock(GeneratedSectionBlock):
    """Section that lists some entries, as many as the unit chooses."""

    entries = blocks.IntegerBlock(
        required=False,
        min_value=1,
        max_value=MAX_ENTRIES,
        label=_("number of entries"),
        help_text=_("Leave it empty for the usual number."),
    )


class TextSectionBlock(blocks.StructBlock):
    """Section with the agency's own heading and text."""

    heading = blocks.CharBlock(max_length=60, label=_("heading"))
    body = BodyBlock(required=True, label=_("text"))
    hidden = _make_hidden_block()

    class Meta:
        icon = "pilcrow"
        label = _("Own text")
        description = _("A text or a picture of your own: a campaign, a greeting, a note.")
        help_text = description


def _make_section_block(
    icon: str,
    label: object,
    description: object,
    block: type[GeneratedSectionBlock] = GeneratedSectionBlock,
) -> GeneratedSectionBlock:
    return block(icon=icon, label=label, description=description, help_text=description)


class HomeSectionsBlock(CleanStreamBlock):
    """Sections of a home page; each kind at most once, except own texts."""

    tasks = _make_section_block(
        "pick",
        _("Shortcuts"),
        _("Shows the shortcuts you have chosen, or what people use most."),
    )
    call = _make_section_block(
        "mobile-alt",
        _("Call us"),
        _("Shows your telephone numbers, and 113, 114, 115, 112."),
    )
    bulletins = _make_section_block(
        "doc-full-inverse",
        _("Bulletins"),
        _("Shows the latest bulletins that no banner above shows, pinned ones first."),
        ListSectionBlock,
    )
    lead = _make_section_block(
        "image",
        _("Latest article"),
        _("Shows your newest article in large, with its picture."),
    )
    news = _make_section_block(
        "list-ul",
        _("News"),
        _("Shows the articles that come next."),
        ListSectionBlock,
    )
    documents = _make_section_block(
        "doc-full",
        _("Legal documents"),
        _("Shows your newest documents."),
        ListSectionBlock,
    )
    procedures = _make_section_block(
        "clipboard-list",
        _("Procedures"),
        _("Shows procedures of yours that are not among the shortcuts."),
        ListSectionBlock,
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
    """Return whether these are ``DEFAULT_SECTIONS`` in their order, and nothing is chosen."""
    kinds = tuple(child.block_type for child in value)
    names = ("heading", "hidden", "entries")
    return kinds == DEFAULT_SECTIONS and not any(
        child.value.get(name) for child in value for name in names
    )
