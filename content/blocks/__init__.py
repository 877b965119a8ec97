"""The StreamField blocks of bulletins and pages.

They are few and the same everywhere. Each has its own template in templates/content/blocks/ and a
preview for the block chooser, and works without inline styles, which the Content Security Policy
forbids.
"""

from content.blocks.body import BodyBlock, list_headings
from content.blocks.contact import CallToActionBlock, ContactBlock, TelephoneBlock
from content.blocks.fields import CleanStreamField
from content.blocks.files import FileBlock, PictureBlock, VideoLinkBlock
from content.blocks.rich_text import CleanRichTextBlock
from content.blocks.stream import CleanStreamBlock
from content.blocks.table import TableBlock
from content.blocks.text import (
    LINE_FEATURES,
    TEXT_FEATURES,
    CalloutBlock,
    CleanURLBlock,
    HeadingBlock,
    StepsListBlock,
    TextBlock,
)
from content.blocks.unreadable import UNREADABLE, list_readable, list_readable_values

__all__ = [
    "BodyBlock",
    "CallToActionBlock",
    "CalloutBlock",
    "CleanRichTextBlock",
    "CleanStreamBlock",
    "CleanStreamField",
    "CleanURLBlock",
    "ContactBlock",
    "FileBlock",
    "HeadingBlock",
    "LINE_FEATURES",
    "StepsListBlock",
    "PictureBlock",
    "TEXT_FEATURES",
    "UNREADABLE",
    "TableBlock",
    "TelephoneBlock",
    "TextBlock",
    "VideoLinkBlock",
    "list_headings",
    "list_readable",
    "list_readable_values",
]
