"""Blocks for pictures, files to download and links to videos."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from content.blocks.text import CleanURLBlock


class BodyImageBlock(ImageBlock):
    """A picture with its alternative text, or marked as decoration."""

    def __init__(self, required: bool = True, **kwargs: Any) -> None:
        super().__init__(required=required, **kwargs)
        # Wagtail gives it no label, so that it would be called “Image” in every language.
        self.child_blocks["image"].label = _("Picture")

    class Meta:
        icon = "image"
        label = _("Picture")
        description = _("A photo or a drawing, with words for those who cannot see it.")
        template = "content/blocks/picture.html"
        preview_template = "wagtailcore/shared/block_preview.html"
        example_template = "content/blocks/examples/picture.html"


class FileBlock(blocks.StructBlock):
    """A link to a file to download, with its format and size."""

    document = DocumentChooserBlock(label=_("file"))
    caption = blocks.CharBlock(label=_("name to show"), required=False, max_length=160)

    class Meta:
        icon = "doc-full"
        label = _("File")
        description = _("A document to download.")
        template = "content/blocks/file.html"
        preview_template = "wagtailcore/shared/block_preview.html"
        example_template = "content/blocks/examples/file.html"


class VideoLinkBlock(blocks.StructBlock):
    """A link to a video. Nothing is loaded from the other website until a visitor follows it."""

    url = CleanURLBlock(label=pgettext_lazy("web", "address"))
    title = blocks.CharBlock(label=_("title"), max_length=160)

    class Meta:
        icon = "media"
        label = _("Video link")
        description = _("Leads to a video on another website.")
        template = "content/blocks/video_link.html"
        preview_value = {"url": "https://video.example/1", "title": "Cách cài đặt ứng dụng"}
