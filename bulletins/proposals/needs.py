"""Dashboard tasks of proposals."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from bulletins.models import BulletinProposal, ProposalState
from bulletins.roles import may_publish
from sites.dashboard import Need

MOST = 10


def to_answer(request: HttpRequest) -> Iterator[Need]:
    """Yield the ten oldest proposals waiting for an answer; none if the user may not publish."""
    if not may_publish(request.user):
        return
    waiting = BulletinProposal.objects.filter(state=ProposalState.SENT).order_by("changed_at", "pk")
    for proposal in waiting.select_related("agency").defer("body")[:MOST]:
        yield Need(
            title=proposal.title,
            url=reverse("proposals:read", args=[proposal.pk]),
            detail=_("%(unit)s proposes a bulletin.") % {"unit": proposal.agency.heading},
        )
