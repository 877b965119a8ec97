"""Signal receivers of approval: changes of an agency's members, and submission events."""

from collections.abc import Collection

from django.contrib.auth.models import Group
from django.db.models import Q
from django.db.models.signals import m2m_changed, post_save, pre_delete
from wagtail.models import WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected

from accounts.models import User
from sites.approval import needs
from sites.approval.mail import about_pages
from sites.approval.submissions import hand_back, settle
from sites.approval.workflow import sync_workflow_of_all
from sites.migrated import after_migrating
from sites.models import Agency
from sites.signals import membership_changed


def connect() -> None:
    """Connect the receivers and register the dashboard sources. Called from ``AppConfig.ready``."""
    needs.register()
    after_migrating("agencies.AgencyApprovalTask", sync_workflow_of_all)
    m2m_changed.connect(notice_groups, sender=User.groups.through)
    post_save.connect(notice_suspension, sender=User)
    pre_delete.connect(leave_groups, sender=User)
    post_save.connect(return_after_change, sender=Agency)
    membership_changed.connect(settle_after_change)
    task_submitted.connect(about_pages.ask)
    # Replace Wagtail's e-mails, which go to superusers, at once, and to users who have left the
    # agency. Its app becomes ready after this one: it finds its ``dispatch_uid`` in use.
    for signal, handler, event in (
        (workflow_approved, about_pages.approved, "approved"),
        (workflow_rejected, about_pages.rejected, "rejected"),
    ):
        signal.connect(
            handler,
            sender=WorkflowState,
            dispatch_uid=f"workflow_state_{event}_email_notification",
        )


def notice_groups(
    instance: User | Group, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: object
) -> None:
    """Send ``membership_changed`` after users were added to or removed from groups.

    Receiver of ``m2m_changed``, for both directions of ``User.groups``.
    """
    if action == "pre_clear":
        # After the clear it is no longer known which groups were affected.
        related = instance.user_set if isinstance(instance, Group) else instance.groups
        vars(instance)["_cleared"] = set(related.values_list("pk", flat=True))
    elif action in {"post_add", "post_remove", "post_clear"}:
        changed = pk_set if action != "post_clear" else vars(instance).pop("_cleared")
        tell_agencies({instance.pk} if reverse else changed or set())


def notice_suspension(
    instance: User, created: bool, update_fields: Collection[str] | None = None, **kwargs: object
) -> None:
    """Send ``membership_changed`` after a user may have been deactivated or reactivated."""
    if not created and (update_fields is None or "is_active" in update_fields):
        tell_agencies(instance.groups.values_list("pk", flat=True))


def leave_groups(instance: User, **kwargs: object) -> None:
    """Remove a user from all groups before deletion, which itself sends no ``m2m_changed``."""
    instance.groups.clear()


def tell_agencies(groups: Collection[int]) -> None:
    """Send ``membership_changed`` for each agency whose editors or moderators are in ``groups``.

    ``groups``: primary keys.
    """
    for agency in Agency.objects.filter(Q(editors__in=groups) | Q(moderators__in=groups)):
        membership_changed.send(Agency, agency=agency)


def settle_after_change(agency: Agency, **kwargs: object) -> None:
    """Update permissions and submissions of an agency after its members have changed."""
    settle(agency=agency)


def return_after_change(instance: Agency, created: bool, **kwargs: object) -> None:
    """Return submissions that nobody may approve after an agency was saved.

    It may have been archived, or have switched the two-person rule on.
    """
    if not created:
        hand_back(agency=instance)
