"""Tenant access of importing: who owns imported content, and which routes are open.

What is uploaded belongs to its uploader. No rule names it: the view looks among the person's own,
and says in words that it has become a draft already.
"""

from importing.models import ImportedContent
from sites.models import Agency
from sites.permissions.ownership import register_owner
from sites.permissions.routes import allow_route

PAGE = "wagtailcore.Page"

allow_route("word:page", path={"parent_page_id": PAGE})
allow_route("word:page_draft", path={"parent_page_id": PAGE, "uploaded_file_id": ""})
# Central: the views ask who may add bulletins.
allow_route("word:bulletin")
allow_route("word:bulletin_draft", path={"uploaded_file_id": ""})
# Stores nothing and names nothing.
allow_route("word:paste")


@register_owner(ImportedContent)
def get_agency(imported: ImportedContent) -> Agency:
    """Return the agency that owns a piece of imported content."""
    return imported.agency
