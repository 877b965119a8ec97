"""Notice every way in which the people of an agency change, and what happens to submissions."""

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
    """Connect the handlers below; called once, when the app is ready."""
    needs.register()
    after_migrating("agencies.AgencyApprovalTask", sync_workflow_of_all)
    m2m_changed.connect(notice_groups, sender=User.groups.through)
    post_save.connect(notice_suspension, sender=User)
    pre_delete.connect(leave_groups, sender=User)
    post_save.connect(return_after_change, sender=Agency)
    membership_changed.connect(settle_after_change)
    task_submitted.connect(about_pages.ask)
    # Wagtail's own mails go to administrators, at once, and to people who have left the unit
    # meanwhile. Its app is ready after ours: it finds its place taken.
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
    """Somebody was put into groups or taken out, seen from either side."""
    if action == "pre_clear":
        # Afterwards nobody could tell which they were.
        related = instance.user_set if isinstance(instance, Group) else instance.groups
        vars(instance)["_cleared"] = set(related.values_list("pk", flat=True))
    elif action in {"post_add", "post_remove", "post_clear"}:
        changed = pk_set if action != "post_clear" else vars(instance).pop("_cleared")
        tell_agencies({instance.pk} if reverse else changed or set())


def notice_suspension(
    instance: User, created: bool, update_fields: Collection[str] | None = None, **kwargs: object
) -> None:
    """Somebody may have been suspended or restored."""
    if not created and (update_fields is None or "is_active" in update_fields):
        tell_agencies(instance.groups.values_list("pk", flat=True))


def leave_groups(instance: User, **kwargs: object) -> None:
    """Deleting a person takes their membership away without a word to anybody."""
    instance.groups.clear()


def tell_agencies(groups: Collection[int]) -> None:
    """Send ``membership_changed`` for the agencies that these groups, by their keys, are of."""
    for agency in Agency.objects.filter(Q(editors__in=groups) | Q(moderators__in=groups)):
        membership_changed.send(Agency, agency=agency)


def settle_after_change(agency: Agency, **kwargs: object) -> None:
    settle(agency=agency)


def return_after_change(instance: Agency, created: bool, **kwargs: object) -> None:
    """The unit may have ended, or asked for the two-person rule."""
    if not created:
        hand_back(agency=instance)
