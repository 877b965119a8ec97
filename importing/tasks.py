"""Periodic tasks of importing."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from importing.services.word import delete_abandoned_documents
from ops.jobs.schedule import daily


@daily(time(3, 40), label=_("Delete Word files that nobody made a draft of"))
def delete_abandoned_word_documents() -> None:
    """Delete the Word documents whose uploaders have not come back to make a draft of them."""
    delete_abandoned_documents()
