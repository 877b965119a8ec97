"""The blocks that bulletins and pages are written with.

Few and well named: an editor meets the same ones everywhere. Each has a template of its own in
templates/blocks/ and works without inline styles, which the security policy forbids.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

LINE_FEATURES = ["bold", "italic", "link", "document-link"]
TEXT_FEATURES = ["h3", *LINE_FEATURES, "ol", "ul"]


class HeadingBlock(blocks.CharBlock):
    """A heading of the second level; the page's title is the first."""

    class Meta:
        icon = "title"
        label = _("Heading")
        description = _("Divides a long text.")
        template = "blocks/heading.html"
        preview_value = _("What to prepare")


class TextBlock(blocks.RichTextBlock):
    """Paragraphs, lists and links."""

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("Paragraphs with lists and links.")
        template = "blocks/text.html"
        preview_value = (
            "<p>Sở Thông tin và Truyền thông đề nghị các đơn vị phổ biến đến người dân.</p>"
        )

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", TEXT_FEATURES)
        super().__init__(**kwargs)


class MeasuresBlock(blocks.ListBlock):
    """Numbered measures: one ordered list, numbered by the browser."""

    class Meta:
        icon = "list-ol"
        label = _("Numbered measures")
        description = _("One measure after the other; the numbers come by themselves.")
        template = "blocks/measures.html"
        preview_value = ["<p>Tắt nguồn điện khi nước dâng.</p>", "<p>Gọi trưởng thôn.</p>"]

    def __init__(self, **kwargs: Any) -> None:
        item = blocks.RichTextBlock(features=LINE_FEATURES, label=_("Measure"))
        super().__init__(item, **kwargs)


class PictureBlock(ImageBlock):
    """A picture with its alternative text, or marked as decoration."""

    class Meta:
        icon = "image"
        label = _("Picture")
        description = _("A photo or a drawing, with words for those who cannot see it.")
        template = "blocks/picture.html"


class FileBlock(blocks.StructBlock):
    """A file to download, its format and size said before the click."""

    document = DocumentChooserBlock(label=_("file"))
    caption = blocks.CharBlock(label=_("name to show"), required=False, max_length=160)

    class Meta:
        icon = "doc-full"
        label = _("File")
        description = _("A document to download.")
        template = "blocks/file.html"


class VideoLinkBlock(blocks.StructBlock):
    """A link to a video. Nothing of the other website is loaded until a person follows it."""

    url = blocks.URLBlock(label=_("address"))
    title = blocks.CharBlock(label=_("title"), max_length=160)

    class Meta:
        icon = "media"
        label = _("Video link")
        description = _("Leads to a video on another website.")
        template = "blocks/video_link.html"
        preview_value = {"url": "https://video.example/1", "title": "Cách cài đặt ứng dụng"}


class BodyBlock(blocks.StreamBlock):
    """What the body of a bulletin or a page is made of."""

    heading = HeadingBlock(max_length=120)
    text = TextBlock()
    measures = MeasuresBlock()
    picture = PictureBlock()
    file = FileBlock()
    video = VideoLinkBlock()

    class Meta:
        required = False
