"""Services of the emergency form: save the draft, publish it once."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

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


@transaction.atomic
def publish_emergency_draft(*, bulletin: Bulletin, version: int, by: User) -> bool:
    """Publish the draft that the user has confirmed; return False if it was published before.

    ``version``: primary key of the revision that the user saw. Raises ValidationError if another
    revision has been saved since, the validity is over, or the bulletin may not be published
    (``Bulletin.check_publishable``). The row is locked until the transaction ends.
    """
    bulletin = Bulletin.objects.select_for_update(of=("self",)).get(pk=bulletin.pk)
    if bulletin.first_published_at:
        return False
    if bulletin.latest_revision_id != version:
        raise ValidationError(_("The bulletin has changed meanwhile. Please look at it once more."))
    draft = bulletin.get_latest_revision_as_object()
    draft.check_publishable()
    if draft.is_expired():
        raise ValidationError(_("The time it was to hold is over. Please go back and set it anew."))
    bulletin.latest_revision.publish(user=by, skip_permission_checks=True)
    return True
