"""Who is written to about submitted bulletins: those who publish, and the author."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.utils import get_latest_str
from wagtail.models import TaskState, WorkflowState

from accounts.models import User
from bulletins.models import Bulletin, BulletinApprovalTask
from bulletins.roles import publishers, writes_bulletins
from sites.approval.mail import APPROVED, CHANGES, SUBMITTED, ApprovalMail, admin_link


def ask_publishers(instance: TaskState, user: User | None = None, **kwargs: object) -> None:
    """Tell those who publish bulletins that one waits for them."""
    if not isinstance(instance.task.specific, BulletinApprovalTask):
        return
    state = instance.workflow_state
    bulletin, author = state.content_object, state.requested_by
    people = [person.pk for person in publishers() if person != user]
    link = admin_link("bulletin_review", bulletin)
    SUBMITTED.post(people, **_facts(bulletin), author=author, link=link)


def tell_of_approval(instance: WorkflowState, user: User | None = None, **kwargs: object) -> None:
    """Tell whoever submitted that it is published."""
    _write_to_author(APPROVED, instance, user)


def tell_of_change_request(
    instance: WorkflowState, user: User | None = None, **kwargs: object
) -> None:
    """Tell whoever submitted what should be changed."""
    comment = instance.current_task_state.comment
    _write_to_author(CHANGES, instance, user, comment=comment)


def _write_to_author(
    mail: ApprovalMail, state: WorkflowState, actor: User | None, **context: Any
) -> None:
    bulletin, author = state.content_object, state.requested_by
    if not isinstance(bulletin, Bulletin) or author is None or author == actor:
        return
    # Whoever has left meanwhile is told nothing more of it.
    if writes_bulletins(author):
        link = admin_link(Bulletin.snippet_viewset.get_url_name("edit"), bulletin)
        mail.post([author.pk], **_facts(bulletin), actor=actor, link=link, **context)


def _facts(bulletin: Bulletin) -> dict[str, Any]:
    return {"about": bulletin, "title": get_latest_str(bulletin), "sender": _("ICT department")}
