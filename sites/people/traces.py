"""Clean-up when a user leaves an agency or is deactivated."""

from django.utils import timezone
from wagtail.models import PageSubscription, WorkflowState

from accounts.models import User
from sites.isolation.ownership import owners_of
from sites.models import Agency
from sites.notifications.choices import forget_waiting
from sites.page_owners import pages_of
from sites.people.authority import invitations_of


def let_go(*, agency: Agency, user: User) -> None:
    """Remove what still connects ``user`` to the agency after they have left.

    Open invitations sent by the user are revoked. All unsent notifications are deleted, since they
    may be about the agency. Subscriptions to comments on its pages are deleted (Wagtail e-mails
    them without checking permissions), page locks are released, and the user is removed as the
    requester of submissions, so that they get no e-mail about the decision; the submissions go on.
    Texts stay, with the user's name.
    """
    revoke_offers(agency=agency, user=user)
    forget_waiting(person=user)
    pages = pages_of([agency.pk])
    PageSubscription.objects.filter(user=user, page__in=pages.values("pk")).delete()
    pages.filter(locked_by=user).update(locked=False, locked_by=None, locked_at=None)
    for state in WorkflowState.objects.active().filter(requested_by=user):
        if agency.pk in owners_of(state.content_object):
            state.requested_by = None
            state.save(update_fields=["requested_by"])


def revoke_offers(*, agency: Agency, user: User) -> None:
    """Revoke the open invitations into the agency that ``user`` has sent.

    With one of them the user could come back.
    """
    invitations_of(agency).filter(invited_by=user).update(revoked_at=timezone.now())
