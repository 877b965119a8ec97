"""Tenant access of imported content: which agency owns it."""

from home.models import ImportedContent
from sites.isolation.ownership import belongs_with
from sites.models import Agency


@belongs_with(ImportedContent)
def agency(imported: ImportedContent) -> Agency:
    """Return the agency that owns a piece of imported content."""
    return imported.agency
