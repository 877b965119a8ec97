"""Which host hands out which document."""

from django.http import Http404
from wagtail.permissions import policy_registry

from sites.http import AnyHostRequest
from sites.isolation.ownership import owners_of
from sites.models import AgencyDocument

SEEN_BY = ["choose", "change"]


def refuse_elsewhere(document: AgencyDocument, request: AnyHostRequest) -> None:
    """Raise Http404 where a document is asked for on a host that is not its own.

    A unit's documents are on its website, and on the admin's host for people who may work with
    them there. The shared and the central collections are everybody's.
    """
    owners = owners_of(document)
    if not owners or (request.agency and request.agency.pk in owners):
        return
    policy = policy_registry.get_by_type(AgencyDocument)
    if request.agency or not policy.user_has_any_permission_for_instance(
        request.user, SEEN_BY, document
    ):
        raise Http404
