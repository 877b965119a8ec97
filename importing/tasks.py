"""Nightly deletion of importing's old rows."""

from django.utils.translation import gettext_lazy as _

from importing.services.word import delete_abandoned_documents
from ops.retention import retention


@retention("WORD_FILE_DAYS", label=_("Word files that nobody made a draft of"))
def delete_abandoned_word_documents() -> None:
    """Delete the Word documents whose uploaders have not come back to make a draft of them."""
    delete_abandoned_documents()
