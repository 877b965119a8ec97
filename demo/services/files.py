"""Files of the demo's agencies: generated papers, drawings and photographs."""

from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.utils.text import Truncator

from content.models import AgencyDocument, AgencyImage
from content.text.slugs import vietnamese_slug
from demo.markup import plain_lines
from demo.papers.pdf import FORMATS
from demo.texts import (
    Told,
    UnitTexts,
    illustration,
    photograph,
    photograph_texts,
)
from sites.models import Agency

# Characters of a file name without its suffix.
LONGEST_NAME = 80
# Wagtail's limit, which PostgreSQL enforces.
LONGEST_TITLE = 255


def form_of(agency: Agency, texts: UnitTexts, form: dict[str, Any]) -> AgencyDocument:
    """Create the document for a form to fill in."""
    told = Told(
        title=form["title"],
        issuer=agency.name_vi.upper(),
        kind=form["title"].upper(),
        lines=plain_lines(texts.fill(form["text"])),
    )
    return keep(agency, told, form["format"], form["title"])


def keep(agency: Agency, told: Told, kind: str, name: str) -> AgencyDocument:
    """Create a document in the agency's collection from a paper.

    ``kind``: a key of ``FORMATS``; ``name``: the file name before it is made into a slug.
    """
    make, suffix = FORMATS[kind]
    name = f"{vietnamese_slug(name)[:LONGEST_NAME].strip('-')}.{suffix}"
    title = Truncator(told.title).chars(LONGEST_TITLE)
    return AgencyDocument.objects.create(
        title=title, collection=agency.collection, file=ContentFile(make(told), name=name)
    )


def drawing_of(agency: Agency, texts: UnitTexts) -> AgencyImage:
    """Create the image of an agency's illustration."""
    path = illustration(texts["illustration"])
    with path.open("rb") as file:
        return AgencyImage.objects.create(
            title=agency.name_vi,
            description=f"Tranh minh họa công việc của {agency.name_vi}",
            collection=agency.collection,
            file=File(file, name=path.name),
        )


def photograph_of(agency: Agency, name: str) -> AgencyImage:
    """Create the image of a photograph in an agency's collection."""
    texts = photograph_texts()[name]
    with photograph(name).open("rb") as file:
        return AgencyImage.objects.create(
            title=texts["title"],
            description=texts["description"],
            collection=agency.collection,
            file=File(file, name=f"{name}.jpg"),
        )
