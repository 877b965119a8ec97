"""What the search knows beside the pages: synonyms, and the texts of files."""

from django.utils import timezone

from content.models import DocumentText
from content.tests.factories import create_document
from search.models import QueryCount, SynonymGroup


def create_synonyms(*terms):
    """Terms that mean the same to the search."""
    return SynonymGroup.objects.create(terms=", ".join(terms))


def create_read_document(collection, title, text):
    """A document whose text is known, as after it was read."""
    document = create_document(collection, title)
    DocumentText.objects.create(document=document, text=text, digest="x")
    return document


def create_query_count(agency, words="hộ chiếu", **fields):
    """What people searched for on an agency's website today, in vain."""
    fields = {"day": timezone.localdate(), "number": 1, "in_vain": 1} | fields
    return QueryCount.objects.create(agency=agency, words=words, digest=f"{words}-0", **fields)
