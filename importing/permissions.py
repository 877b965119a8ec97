"""Tenant access of imported content: which agency owns it."""

from importing.models import ImportedContent
from sites.models import Agency
from sites.permissions.ownership import register_owner


@register_owner(ImportedContent)
def get_agency(imported: ImportedContent) -> Agency:
    """Return the agency that owns a piece of imported content."""
    return imported.agency
