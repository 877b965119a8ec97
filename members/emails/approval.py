"""E-mails about submissions, to those who decide and to the author only."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from wagtail.admin.mail import EmailNotificationMixin
from wagtail.admin.utils import get_latest_str
from wagtail.models import Page, Task, TaskState, WorkflowState

from accounts.models import User
from members.approval_rules import list_approvers
from members.models import AgencyApprovalTask
from members.selectors.recipients import list_active_members
from sites.permissions.ownership import get_active_agency_ids, get_page_agency


class ApprovalMail(EmailNotificationMixin):
    """Plain-text e-mail in the admin language of each recipient.

    ``name``: prefix of the template files. ``preference``: name of the notification setting in
    the Wagtail account (``submitted``, ``approved`` or ``rejected``) that turns the e-mail off.
    Inactive users and users without an e-mail address get nothing.
    """

    def __init__(self, name: str, preference: str) -> None:
        folder = "members/approval/mail"
        self.notification = preference
        self.templates = {
            "subject": f"{folder}/{name}_subject.txt",
            "text": f"{folder}/{name}.txt",
        }

    def get_recipient_users(self, instance: object, **kwargs: Iterable[int]) -> Iterable[User]:
        return User.objects.filter(pk__in=kwargs["people"])

    def post(self, users: Iterable[int], *, about: Model, **context: object) -> None:
        """Send the e-mail to the users with the primary keys ``users``.

        ``about``: the submitted object; ``context``: further template variables, with ``title`` if
        the object has another name for people.
        """
        context.setdefault("title", " ".join(get_latest_str(about).split()))
        recipients = self.get_valid_recipients(about, people=users)
        if recipients:
            self.send_emails(self.templates, context, recipients)


SUBMITTED = ApprovalMail("submitted", "submitted")
REMINDER = ApprovalMail("reminder", "submitted")
APPROVED = ApprovalMail("approved", "approved")
CHANGES = ApprovalMail("changes", "rejected")
MISSED = ApprovalMail("missed", "submitted")


class ApprovalMailer:
    """Base class of the e-mails about the submissions of one kind of object.

    ``model``: the submitted objects; ``task``: their approval task; ``review``: URL name of the
    page of the admin where the submission is decided. ``notify_deciders``, ``notify_approved`` and
    ``notify_rejected`` are receivers of Wagtail's workflow signals.
    """

    model: type[Model]
    task: type[Task]
    review: str

    def get_edit_url_name(self) -> str:
        """Return the URL name of the edit view of the object."""
        raise NotImplementedError

    def get_sender(self, thing: Any) -> str | Promise:
        """Return the name that e-mails about ``thing`` are signed with."""
        raise NotImplementedError

    def list_deciders(self, thing: Any) -> Collection[int]:
        """Return the primary keys of the users who decide about ``thing``."""
        raise NotImplementedError

    def list_colleagues(self, thing: Any) -> Collection[int]:
        """Return the primary keys of all users who work for the owner of ``thing``."""
        raise NotImplementedError

    def is_responsible_for(self, author: User, thing: Any) -> bool:
        """Return whether ``author`` still works for the owner of ``thing``.

        Authors who have left get no e-mail.
        """
        raise NotImplementedError

    def notify_deciders(
        self, instance: TaskState, user: User | None = None, **kwargs: object
    ) -> None:
        """Notify those who decide that a submission waits; receiver of ``task_submitted``.

        ``user``, who has submitted it, gets no e-mail.
        """
        if isinstance(instance.task.specific, self.task):
            self._write_to_deciders(SUBMITTED, instance, without=user)

    def remind(self, task_state: TaskState) -> int:
        """Remind those who decide of a submission; return how many users that are."""
        return self._write_to_deciders(REMINDER, task_state)

    def notify_approved(
        self, instance: WorkflowState, user: User | None = None, **kwargs: object
    ) -> None:
        """Notify the author that the object is published; receiver of ``workflow_approved``.

        Authors who approved it themselves get no e-mail.
        """
        version = instance.current_task_state.revision
        due_at = version.approved_go_live_at if version else None
        self._write_to_author(APPROVED, instance, user, due_at=due_at)

    def notify_rejected(
        self, instance: WorkflowState, user: User | None = None, **kwargs: object
    ) -> None:
        """Notify the author of the requested changes; receiver of ``workflow_rejected``."""
        comment = instance.current_task_state.comment
        self._write_to_author(CHANGES, instance, user, comment=comment)

    def notify_missed(self, obj: Any, at: datetime, reason: str | Promise) -> None:
        """Notify those who decide that ``obj`` was not published at its time, and why.

        Where nobody decides, all who work for its owner are told.
        """
        MISSED.post(
            self.list_deciders(obj) or self.list_colleagues(obj),
            about=obj,
            sender=self.get_sender(obj),
            link=self._build_url(self.get_edit_url_name(), obj),
            at=at,
            reason=reason,
        )

    def _write_to_deciders(
        self, mail: ApprovalMail, task_state: TaskState, without: User | None = None
    ) -> int:
        state = task_state.workflow_state
        obj = state.content_object
        users = [pk for pk in self.list_deciders(obj) if without is None or pk != without.pk]
        if users:
            link, author = self._build_url(self.review, obj), state.requested_by
            mail.post(users, about=obj, sender=self.get_sender(obj), author=author, link=link)
        return len(users)

    def _write_to_author(
        self, mail: ApprovalMail, state: WorkflowState, actor: User | None, **context: Any
    ) -> None:
        obj, author = state.content_object, state.requested_by
        if not isinstance(obj, self.model) or author is None or author == actor:
            return
        if self.is_responsible_for(author, obj):
            context |= {"actor": actor, "link": self._build_url(self.get_edit_url_name(), obj)}
            mail.post([author.pk], about=obj, sender=self.get_sender(obj), **context)

    def _build_url(self, screen: str, thing: Model) -> str:
        return settings.WAGTAILADMIN_BASE_URL + reverse(screen, args=[thing.pk])


class PageApprovalMailer(ApprovalMailer):
    """E-mails about submitted pages, within the agency that owns the page."""

    model = Page
    task = AgencyApprovalTask
    review = "approval:review"

    def get_edit_url_name(self) -> str:
        """Return the URL name of Wagtail's page editor."""
        return "wagtailadmin_pages:edit"

    def get_sender(self, thing: Page) -> str:
        """Return the name of the agency that owns the page; empty if none does."""
        agency = get_page_agency(thing)
        return agency.name if agency else ""

    def list_deciders(self, thing: Page) -> Collection[int]:
        """Return the agency's moderators with the right to approve the page now."""
        return [user.pk for user in list_approvers(thing)]

    def list_colleagues(self, thing: Page) -> Collection[int]:
        """Return the active members of the agency that owns the page."""
        agency = get_page_agency(thing)
        return [user.pk for user in list_active_members([agency])] if agency else []

    def is_responsible_for(self, author: User, thing: Page) -> bool:
        """Return whether ``author`` is an active member of the agency that owns the page."""
        agency = get_page_agency(thing)
        return agency is not None and agency.pk in get_active_agency_ids(author)


page_mailer = PageApprovalMailer()
