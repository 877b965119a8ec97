"""The headings of a text, each with the name by which an address leads to it."""

from dataclasses import dataclass

from wagtail.blocks import StreamValue

from sites.slugs import distinct_slugs

# Nothing else on a page is called like that.
PREFIX = "muc-"


@dataclass(frozen=True)
class Heading:
    """One heading; ``anchor`` stays as long as its words do, wherever it is moved to."""

    text: str
    anchor: str


def headings_of(body: StreamValue) -> list[Heading]:
    """Return the headings of a text in their order."""
    texts = [child.value for child in body if child.block_type == "heading"]
    slugs = distinct_slugs(texts, otherwise="doan")
    return [Heading(text, PREFIX + slug) for text, slug in zip(texts, slugs, strict=True)]
