"""The blocks that bulletins and pages are written with.

Few and well named: an editor meets the same ones everywhere. Each has a template of its own in
templates/blocks/, a preview for the list to choose from, and works without inline styles, which
the security policy forbids.
"""

from bulletins.blocks.body import BodyBlock
from bulletins.blocks.fields import CleanStreamField
from bulletins.blocks.files import FileBlock, PictureBlock, VideoLinkBlock
from bulletins.blocks.leading import CallToActionBlock, ContactBlock
from bulletins.blocks.rich_text import CleanRichTextBlock
from bulletins.blocks.table import TableBlock
from bulletins.blocks.texts import (
    LINE_FEATURES,
    TEXT_FEATURES,
    CalloutBlock,
    CleanURLBlock,
    HeadingBlock,
    MeasuresBlock,
    TextBlock,
)

__all__ = [
    "LINE_FEATURES",
    "TEXT_FEATURES",
    "BodyBlock",
    "CallToActionBlock",
    "CalloutBlock",
    "CleanRichTextBlock",
    "CleanStreamField",
    "CleanURLBlock",
    "ContactBlock",
    "FileBlock",
    "HeadingBlock",
    "MeasuresBlock",
    "PictureBlock",
    "TableBlock",
    "TextBlock",
    "VideoLinkBlock",
]
