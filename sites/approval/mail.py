"""Who is written to about submissions: those who decide, and the author; nobody else."""

from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from wagtail.admin.mail import EmailNotificationMixin
from wagtail.admin.utils import get_latest_str
from wagtail.models import Page, Task, TaskState, WorkflowState

from accounts.models import User
from sites.approval.submissions import approvers
from sites.isolation.access import agencies_of
from sites.models import AgencyApprovalTask
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

    def post(self, people: Iterable[int], *, about: Model, **context: object) -> None:
        """Write to ``people``, given by their keys; ``about`` is what was submitted."""
        context["title"] = " ".join(get_latest_str(about).split())
        recipients = self.get_valid_recipients(about, people=people)
        if recipients:
            self.send_emails(self.templates, context, recipients)


SUBMITTED = ApprovalMail("submitted", "submitted")
REMINDER = ApprovalMail("reminder", "submitted")
APPROVED = ApprovalMail("approved", "approved")
CHANGES = ApprovalMail("changes", "rejected")


class Correspondence:
    """The mails about what waits at one kind of task. The methods in the middle are handlers."""

    model: type[Model]
    task: type[Task]
    # The name of the screen where it is decided about.
    review: str

    def edit(self) -> str:
        """Return the name of the screen where it is changed."""
        raise NotImplementedError

    def sender(self, thing: Any) -> str | Promise:
        """Return who signs the mails about ``thing``."""
        raise NotImplementedError

    def deciders(self, thing: Any) -> Collection[int]:
        """Return the keys of those who decide about ``thing``."""
        raise NotImplementedError

    def concerns(self, author: User, thing: Any) -> bool:
        """Whether its author still has to do with ``thing``: who has left is told nothing more."""
        raise NotImplementedError

    def ask(self, instance: TaskState, user: User | None = None, **kwargs: object) -> None:
        """Tell those who decide that something waits for them."""
        if isinstance(instance.task.specific, self.task):
            self._write_to_deciders(SUBMITTED, instance, without=user)

    def remind(self, task_state: TaskState) -> int:
        """Write to those who decide once more; return how many they are."""
        return self._write_to_deciders(REMINDER, task_state)

    def approved(self, instance: WorkflowState, user: User | None = None, **kwargs: object) -> None:
        """Tell whoever submitted that it is published."""
        self._write_to_author(APPROVED, instance, user)

    def rejected(self, instance: WorkflowState, user: User | None = None, **kwargs: object) -> None:
        """Tell whoever submitted what should be changed."""
        comment = instance.current_task_state.comment
        self._write_to_author(CHANGES, instance, user, comment=comment)

    def _write_to_deciders(
        self, mail: ApprovalMail, task_state: TaskState, without: User | None = None
    ) -> int:
        state = task_state.workflow_state
        thing = state.content_object
        people = [pk for pk in self.deciders(thing) if without is None or pk != without.pk]
        if people:
            link, author = self._link(self.review, thing), state.requested_by
            mail.post(people, about=thing, sender=self.sender(thing), author=author, link=link)
        return len(people)

    def _write_to_author(
        self, mail: ApprovalMail, state: WorkflowState, actor: User | None, **context: Any
    ) -> None:
        thing, author = state.content_object, state.requested_by
        if not isinstance(thing, self.model) or author is None or author == actor:
            return
        if self.concerns(author, thing):
            context |= {"actor": actor, "link": self._link(self.edit(), thing)}
            mail.post([author.pk], about=thing, sender=self.sender(thing), **context)

    def _link(self, screen: str, thing: Model) -> str:
        return settings.WAGTAILADMIN_BASE_URL + reverse(screen, args=[thing.pk])


class PageCorrespondence(Correspondence):
    """Among the people of the unit that a page belongs to."""

    model = Page
    task = AgencyApprovalTask
    review = "approval:review"

    def edit(self) -> str:
        return "wagtailadmin_pages:edit"

    def sender(self, thing: Page) -> str:
        agency = agency_of(thing)
        return agency.name if agency else ""

    def deciders(self, thing: Page) -> Collection[int]:
        agency = agency_of(thing)
        return approvers(agency, thing) if agency else []

    def concerns(self, author: User, thing: Page) -> bool:
        agency = agency_of(thing)
        return agency is not None and agency.pk in agencies_of(author)


about_pages = PageCorrespondence()
