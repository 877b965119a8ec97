"""Tenant access of imported content: which agency owns it."""

from importing.models import ImportedContent
from sites.models import Agency
from sites.permissions.ownership import belongs_with


@belongs_with(ImportedContent)
def agency(imported: ImportedContent) -> Agency:
    """Return the agency that owns a piece of imported content."""
    return imported.agency
