from wagtail import blocks

from bulletins.blocks.files import FileBlock, PictureBlock, VideoLinkBlock
from bulletins.blocks.leading import CallToActionBlock, ContactBlock
from bulletins.blocks.table import TableBlock
from bulletins.blocks.texts import CalloutBlock, HeadingBlock, MeasuresBlock, TextBlock


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
