"""The StreamBlock for the body of bulletins and pages."""

from collections.abc import Iterator
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail import blocks

from bulletins.blocks.files import FileBlock, PictureBlock, VideoLinkBlock
from bulletins.blocks.headings import Heading, headings_of
from bulletins.blocks.leading import CallToActionBlock, ContactBlock
from bulletins.blocks.table import TableBlock
from bulletins.blocks.texts import CalloutBlock, HeadingBlock, MeasuresBlock, TextBlock
from sites.uploads.sizes import fetch_sizes


class BodyBlock(blocks.StreamBlock):
    """The blocks that the body of a bulletin or a page may contain."""

    text = TextBlock()
    measures = MeasuresBlock()
    callout = CalloutBlock()
    heading = HeadingBlock(max_length=120)
    contact = ContactBlock()
    call_to_action = CallToActionBlock()
    picture = PictureBlock()
    file = FileBlock()
    table = TableBlock()
    video = VideoLinkBlock()

    class Meta:
        required = False

    def render_basic(self, value: blocks.StreamValue, context: Any = None) -> SafeString:
        """Render the blocks in order, each heading with its anchor (``headings_of``)."""
        headings = iter(headings_of(value))
        # A picture whose file has been deleted permanently has no value.
        fetch_sizes(one.value for one in value.blocks_by_name("picture") if one.value)
        return format_html_join(
            "\n",
            '<div class="block-{}">{}</div>',
            (
                (child.block_type, child.render({**(context or {}), **_anchored(child, headings)}))
                for child in value
            ),
        )


def _anchored(child: Any, headings: Iterator[Heading]) -> dict[str, str]:
    return {"anchor": next(headings).anchor} if child.block_type == "heading" else {}
