"""Who is written to about submissions: people of the unit, and nobody else."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from wagtail.admin.mail import EmailNotificationMixin
from wagtail.models import Page, TaskState, WorkflowState

from accounts.models import User
from sites.approval.submissions import approvers, page_of
from sites.isolation.access import agencies_of
from sites.models import Agency, AgencyApprovalTask
from sites.page_owners import agency_of


class ApprovalMail(EmailNotificationMixin):
    """A mail in plain text, in the language of whoever gets it.

    ``preference`` names the choice in a person's Wagtail account that turns it off. Suspended
    people and those without an address get nothing.
    """

    def __init__(self, name: str, preference: str) -> None:
        folder = "agencies/approval/mail"
        self.notification = preference
        self.templates = {
            "subject": f"{folder}/{name}_subject.txt",
            "text": f"{folder}/{name}.txt",
        }

    def get_recipient_users(self, instance: object, **kwargs: Iterable[int]) -> Iterable[User]:
        return User.objects.filter(pk__in=kwargs["people"])

    def post(
        self, people: Iterable[int], *, about: Model, title: str, sender: str, **context: object
    ) -> None:
        """Write to ``people``, given by their keys.

        ``about`` is what was submitted, by its ``title``; ``sender`` signs the mail.
        """
        context |= {"sender": sender, "title": " ".join(title.split())}
        recipients = self.get_valid_recipients(about, people=people)
        if recipients:
            self.send_emails(self.templates, context, recipients)


SUBMITTED = ApprovalMail("submitted", "submitted")
REMINDER = ApprovalMail("reminder", "submitted")
APPROVED = ApprovalMail("approved", "approved")
CHANGES = ApprovalMail("changes", "rejected")


def ask_approvers(instance: TaskState, user: User | None = None, **kwargs: object) -> None:
    """Tell those who may approve that something waits for them."""
    if isinstance(instance.task.specific, AgencyApprovalTask):
        _write_to_approvers(SUBMITTED, instance, without=user)


def remind_approvers(task_state: TaskState) -> int:
    """Write to those who may approve once more; return how many they are."""
    return _write_to_approvers(REMINDER, task_state)


def tell_of_approval(instance: WorkflowState, user: User | None = None, **kwargs: object) -> None:
    """Tell whoever submitted that it is published."""
    _write_to_author(APPROVED, instance, user)


def tell_of_change_request(
    instance: WorkflowState, user: User | None = None, **kwargs: object
) -> None:
    """Tell whoever submitted what should be changed."""
    comment = instance.current_task_state.comment
    _write_to_author(CHANGES, instance, user, comment=comment)


def _write_to_approvers(
    mail: ApprovalMail, task_state: TaskState, without: User | None = None
) -> int:
    page = page_of(task_state)
    agency = agency_of(page)
    if agency is None:
        return 0
    people = [pk for pk in approvers(agency, page) if without is None or pk != without.pk]
    author = task_state.workflow_state.requested_by
    link = admin_link("approval:review", page)
    mail.post(people, **_facts(agency, page), author=author, link=link)
    return len(people)


def _write_to_author(
    mail: ApprovalMail, state: WorkflowState, actor: User | None, **context: Any
) -> None:
    page, author = state.content_object, state.requested_by
    agency = agency_of(page) if isinstance(page, Page) else None
    if agency is None or author is None or author == actor:
        return
    # Whoever has left the unit meanwhile is told nothing more of it.
    if agency.pk in agencies_of(author):
        link = admin_link("wagtailadmin_pages:edit", page)
        mail.post([author.pk], **_facts(agency, page), actor=actor, link=link, **context)


def _facts(agency: Agency, page: Page) -> dict[str, Any]:
    return {"about": page, "title": page.get_admin_display_title(), "sender": agency.name}


def admin_link(view: str, thing: Model) -> str:
    """Return the whole address of a screen of the admin about ``thing``, for a mail."""
    return settings.WAGTAILADMIN_BASE_URL + reverse(view, args=[thing.pk])
