"""Service of the emergency form: the draft, which ``publish_version`` publishes."""

from django.db import transaction

from accounts.models import User
from bulletins.models import Bulletin


@transaction.atomic
def save_emergency_draft(*, bulletin: Bulletin, by: User) -> None:
    """Save an emergency as a draft with a revision, so that nothing is lost before publishing.

    Raises IntegrityError if the same new draft has been saved by another request.
    """
    bulletin.live = False
    bulletin.save()
    bulletin.save_revision(user=by)
