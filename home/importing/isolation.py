"""Whose imported content is."""

from home.models import ImportedContent
from sites.isolation.ownership import belongs_with
from sites.models import Agency


@belongs_with(ImportedContent)
def agency(imported: ImportedContent) -> Agency:
    return imported.agency
