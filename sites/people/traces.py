"""What a person leaves behind in an agency, and must not keep when they go."""

from django.utils import timezone
from wagtail.models import PageSubscription, WorkflowState

from accounts.models import User
from sites.isolation.ownership import owners_of
from sites.models import Agency
from sites.notifications.choices import forget_waiting
from sites.page_owners import pages_of
from sites.people.authority import invitations_of


def let_go(*, agency: Agency, user: User) -> None:
    """Take away what would still bind ``user`` to the agency.

    Subscriptions would send mail about comments without asking for permission; locks would keep
    others from working; whoever asked for an approval would be written to about its end; what
    waits to be told may be about the agency. An approval under way goes on. What the person has
    written stays, with their name.
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
    """Revoke the invitations that ``user`` has sent: they would be a way back in."""
    invitations_of(agency).filter(invited_by=user).update(revoked_at=timezone.now())
