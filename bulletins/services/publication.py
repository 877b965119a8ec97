"""Publication of exactly the version that a user has looked at."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name

from accounts.models import User
from bulletins.models import Bulletin
from bulletins.selectors.publication import list_obstacles
from bulletins.services.lifecycle import lock_bulletin
from content.versions.digest import compute_digest


@transaction.atomic
def publish_version(*, bulletin: Bulletin, shown: str, public: int | None, by: User) -> bool:
    """Publish the version that ``by`` has looked at; return False if it is public already.

    ``shown``: digest of the version that was on the screen. ``public``: primary key of the version
    that was public at that time, None for none. A version that waits for approval is
    approved, which publishes it. Raises ValidationError if another version has been saved or
    published since, or something stands in the way (``list_obstacles``). The row is locked until
    the transaction ends.
    """
    row = lock_bulletin(bulletin)
    latest = row.latest_revision
    if latest is None or compute_digest(latest).value != shown:
        raise ValidationError(_describe_change(row))
    if row.live and row.live_revision == latest:
        return False
    if row.live_revision_id != public:
        raise ValidationError(
            _("Another version has been published meanwhile. Please look at it once more.")
        )
    obstacles = list_obstacles(row.get_latest_revision_as_object())
    if obstacles:
        raise ValidationError([obstacle.text for obstacle in obstacles])
    task_state = row.current_workflow_task_state
    if task_state and row.workflow_in_progress:
        task_state.task.specific.on_action(task_state, by, "approve")
    else:
        latest.publish(user=by, skip_permission_checks=True)
    return True


def _describe_change(row: Bulletin) -> str:
    person = row.latest_revision.user if row.latest_revision else None
    if person is None:
        return _("The bulletin has changed meanwhile. Please look at it once more.")
    words = _("%(person)s has changed the bulletin meanwhile. Please look at it once more.")
    return words % {"person": get_user_display_name(person)}
