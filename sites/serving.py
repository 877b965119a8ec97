"""Which host hands out which document."""

from django.http import Http404
from wagtail.models import Collection
from wagtail.permissions import policy_registry

from sites.http import AnyHostRequest
from sites.models import Agency, AgencyDocument

SEEN_BY = ["choose", "change"]


def owner_of(collection: Collection) -> Agency | None:
    """Return the agency whose files a collection holds; None for what is everybody's."""
    return Agency.objects.filter(collection__in=collection.get_ancestors(inclusive=True)).first()


def refuse_elsewhere(document: AgencyDocument, request: AnyHostRequest) -> None:
    """Raise Http404 where a document is asked for on a host that is not its own.

    A unit's documents are on its website, and on the admin's host for people who may work with
    them there. The shared and the central collections are everybody's.
    """
    owner = owner_of(document.collection)
    if owner is None or (request.agency and request.agency.pk == owner.pk):
        return
    policy = policy_registry.get_by_type(AgencyDocument)
    if request.agency or not policy.user_has_any_permission_for_instance(
        request.user, SEEN_BY, document
    ):
        raise Http404
