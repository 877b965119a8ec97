"""Which host hands out which document, and how browsers are to take it."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from wagtail.documents.views.serve import serve
from wagtail.permissions import policy_registry

from sites.http import AnyHostRequest
from sites.isolation.ownership import owners_of
from sites.models import Agency, AgencyDocument

PDF = "application/pdf"
# Nothing a file holds may load or run anything. Browsers show a PDF by a page of their own, with
# styles in it, and some put that under the policy of the file; a sandbox would stop it altogether.
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
SEEN_BY = ["choose", "change"]

# Whether something that an agency's website shows has the document, although it is another's.
Showing = Callable[[AgencyDocument, Agency], bool]
_showings: list[Showing] = []


def handed_out_where(showing: Showing) -> None:
    """Declare what else websites show that documents may belong to."""
    _showings.append(showing)


def serve_document(request: AnyHostRequest, document_id: str, name: str) -> HttpResponse:
    """Hand out a file: a PDF to be shown where the browser can, everything else to be kept."""
    response: HttpResponse = serve(request, document_id, name)
    if response.headers.get("Content-Encoding") == "None":
        # Wagtail's word for a file that is not compressed; RFC 9110, 8.4.1 knows none such.
        del response.headers["Content-Encoding"]
    if response.headers.get("Content-Type") == PDF:
        response.headers["Content-Security-Policy"] = PDF_POLICY
    return response


def refuse_elsewhere(document: AgencyDocument, request: AnyHostRequest) -> None:
    """Raise Http404 where a document is asked for on a host that is not its own.

    A unit's documents are on its website, on those that show a bulletin which has them, and on
    the admin's host for people who may work with them there. The shared and the central
    collections are everybody's.
    """
    owners = owners_of(document)
    if not owners or (request.agency and request.agency.pk in owners):
        return
    if request.agency:
        seen = any(showing(document, request.agency) for showing in _showings)
    else:
        policy = policy_registry.get_by_type(AgencyDocument)
        seen = policy.user_has_any_permission_for_instance(request.user, SEEN_BY, document)
    if not seen:
        raise Http404
