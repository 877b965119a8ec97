"""The StreamField blocks of bulletins and pages.

They are few and the same everywhere. Each has its own template in templates/blocks/ and a preview
for the block chooser, and works without inline styles, which the Content Security Policy forbids.
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
