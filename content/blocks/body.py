"""The body of pages and bulletins: its blocks, its headings and their anchors."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail import blocks
from wagtail.blocks import StreamValue

from content.blocks.contact import CallToActionBlock, ContactBlock
from content.blocks.files import BodyImageBlock, FileBlock, VideoLinkBlock
from content.blocks.stream import CleanStreamBlock
from content.blocks.table import TableBlock
from content.blocks.text import CalloutBlock, HeadingBlock, StepsListBlock, TextBlock
from content.text.slugs import make_unique_slugs

# The longest page of the old portals has some 150.
MAX_BLOCKS = 400
MAX_TABLES = 30
# No other ``id`` on a page begins with this.
PREFIX = "muc-"


@dataclass(frozen=True)
class Heading:
    """A heading; ``anchor`` depends on its text and not on its position.

    ``language``: language code if it differs from that of the body, else empty.
    """

    text: str
    anchor: str
    language: str = ""


def list_headings(body: StreamValue) -> list[Heading]:
    """Return the headings of a body in order; anchors of repeated texts are numbered."""
    headings = [child for child in body if child.block_type == "heading"]
    slugs = make_unique_slugs([child.value for child in headings], otherwise="doan")
    return [
        Heading(child.value, PREFIX + slug, _get_language(body, child))
        for child, slug in zip(headings, slugs, strict=True)
    ]


class BodyBlock(CleanStreamBlock):
    """The blocks that the body of a bulletin or a page may contain."""

    text = TextBlock()
    measures = StepsListBlock()
    callout = CalloutBlock()
    heading = HeadingBlock(max_length=120)
    contact = ContactBlock()
    call_to_action = CallToActionBlock()
    picture = BodyImageBlock()
    file = FileBlock()
    table = TableBlock()
    video = VideoLinkBlock()

    class Meta:
        required = False
        max_num = MAX_BLOCKS
        # Each of these costs queries, and pictures are made in several sizes.
        block_counts = {
            "picture": {"max_num": 100},
            "file": {"max_num": 100},
            "table": {"max_num": MAX_TABLES},
            "video": {"max_num": 50},
        }

    def render_basic(self, value: blocks.StreamValue, context: Any = None) -> SafeString:
        """Render the blocks in order, each heading with its anchor (``list_headings``).

        A block in another language than the body has its ``lang`` attribute.
        """
        headings = iter(list_headings(value))
        # A picture whose file has been deleted permanently has no value.
        images = [image.value for image in value.blocks_by_name("picture") if image.value]
        prefetch_related_objects(images, "renditions")
        return format_html_join(
            "\n",
            '<div class="block-{}"{}>{}</div>',
            (
                (
                    child.block_type,
                    format_html(' lang="{}"', language) if language else "",
                    child.render(
                        {
                            **(context or {}),
                            **({"written": language} if language else {}),
                            **_get_anchor(child, headings),
                        }
                    ),
                )
                for child in value
                for language in [_get_language(value, child)]
            ),
        )


def _get_language(body: StreamValue, child: Any) -> str:
    """Return the language code of a block that is in another language than its body, else ""."""
    return str(getattr(body, "foreign_blocks", {}).get(child.id, ""))


def _get_anchor(child: Any, headings: Iterator[Heading]) -> dict[str, str]:
    return {"anchor": next(headings).anchor} if child.block_type == "heading" else {}
