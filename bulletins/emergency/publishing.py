"""An emergency on its way: kept as a draft from the first moment, and published once."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from bulletins.models import Bulletin


@transaction.atomic
def keep_draft(*, bulletin: Bulletin, by: User) -> None:
    """Save what has been written, so that no ended session and no lost connection takes it."""
    bulletin.live = False
    bulletin.save()
    bulletin.save_revision(user=by)


@transaction.atomic
def publish_draft(*, bulletin: Bulletin, version: int, by: User) -> bool:
    """Publish a draft as it was confirmed; return whether this was the first time.

    ``version`` is the revision that was on the screen. Raises ValidationError where another has
    been saved since, the time is over, or the bulletin is not fit to be public.
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
