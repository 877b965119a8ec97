"""Files of the demo's agencies: generated papers, drawings and photographs."""

from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.utils.text import Truncator

from content.models import CustomDocument, CustomImage
from content.text.slugs import make_slug
from demo.markup import list_plain_lines
from demo.papers.pdf import FORMATS
from demo.texts import (
    AgencyTexts,
    PaperContent,
    get_illustration_path,
    get_photograph_path,
    get_photograph_texts,
)
from sites.models import Agency

# Characters of a file name without its suffix.
MAX_NAME_LENGTH = 80
# Wagtail's limit, which PostgreSQL enforces.
MAX_TITLE_LENGTH = 255


def create_form_document(
    agency: Agency, texts: AgencyTexts, form: dict[str, Any]
) -> CustomDocument:
    """Create the document for a form to fill in."""
    paper = PaperContent(
        title=form["title"],
        issuer=agency.name_vi.upper(),
        kind=form["title"].upper(),
        lines=list_plain_lines(texts.fill(form["text"])),
    )
    return create_document(agency, paper, form["format"], form["title"])


def create_document(agency: Agency, paper: PaperContent, kind: str, name: str) -> CustomDocument:
    """Create a document in the agency's collection from a paper.

    ``kind``: a key of ``FORMATS``; ``name``: the file name before it is made into a slug.
    """
    make, suffix = FORMATS[kind]
    name = f"{make_slug(name)[:MAX_NAME_LENGTH].strip('-')}.{suffix}"
    title = Truncator(paper.title).chars(MAX_TITLE_LENGTH)
    return CustomDocument.objects.create(
        title=title, collection=agency.collection, file=ContentFile(make(paper), name=name)
    )


def create_drawing(agency: Agency, texts: AgencyTexts) -> CustomImage:
    """Create the image of an agency's illustration."""
    path = get_illustration_path(texts["illustration"])
    with path.open("rb") as file:
        return CustomImage.objects.create(
            title=agency.name_vi,
            description=f"Tranh minh họa công việc của {agency.name_vi}",
            collection=agency.collection,
            file=File(file, name=path.name),
        )


def create_photograph(agency: Agency, name: str) -> CustomImage:
    """Create the image of a photograph in an agency's collection."""
    texts = get_photograph_texts()[name]
    with get_photograph_path(name).open("rb") as file:
        return CustomImage.objects.create(
            title=texts["title"],
            description=texts["description"],
            collection=agency.collection,
            file=File(file, name=f"{name}.jpg"),
        )
