"""The headings of a body and their anchors."""

from dataclasses import dataclass

from wagtail.blocks import StreamValue

from sites.slugs import distinct_slugs

# No other ``id`` on a page begins with this.
PREFIX = "muc-"


@dataclass(frozen=True)
class Heading:
    """A heading; ``anchor`` depends on its text and not on its position."""

    text: str
    anchor: str


def headings_of(body: StreamValue) -> list[Heading]:
    """Return the headings of a body in order; anchors of repeated texts are numbered."""
    texts = [child.value for child in body if child.block_type == "heading"]
    slugs = distinct_slugs(texts, otherwise="doan")
    return [Heading(text, PREFIX + slug) for text, slug in zip(texts, slugs, strict=True)]
