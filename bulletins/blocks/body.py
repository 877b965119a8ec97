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
    """What the body of a bulletin or a page is made of."""

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
        """Draw the blocks one after the other, each heading with the anchor that leads to it."""
        headings = iter(headings_of(value))
        # One whose file is gone for good is none.
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
