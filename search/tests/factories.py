"""What the search knows beside the pages: synonyms, and the texts of files."""

from content.models import DocumentText
from content.tests.factories import create_document
from search.models import SynonymGroup


def create_synonyms(*terms):
    """Terms that mean the same to the search."""
    return SynonymGroup.objects.create(terms=", ".join(terms))


def create_read_document(collection, title, text):
    """A document whose text is known, as after it was read."""
    document = create_document(collection, title)
    DocumentText.objects.create(document=document, text=text, digest="x")
    return document
