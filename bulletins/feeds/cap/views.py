"""View of the CAP messages of an emergency on a website that shows it."""

from django.http import Http404, HttpResponse, HttpResponseGone
from django.shortcuts import get_object_or_404

from bulletins.feeds.cap.chain import chains_of
from bulletins.feeds.cap.document import CONTENT_TYPE, alert_document
from bulletins.models import Bulletin
from sites.http import AgencyRequest


def cap_message(request: AgencyRequest, slug: str, number: int | None = None) -> HttpResponse:
    """Return a message as XML, the latest one if `number` is None.

    404 if the website neither shows the bulletin nor did until it was withdrawn, and if there is no
    such message. If the bulletin was withdrawn, only the last message is left; earlier ones answer
    410, as the bulletin's page does.
    """
    agency = request.agency
    shown = Bulletin.objects.published_to(agency).filter(slug=slug).first()
    source = shown or get_object_or_404(Bulletin.objects.withdrawn_from(agency), slug=slug)
    chain = chains_of([source], agency.parent or agency)[source.translation_key]
    wanted = chain[-1:] if number is None else [one for one in chain if one.number == number]
    if not wanted:
        raise Http404
    if source.withdrawn_at and wanted != chain[-1:]:
        return HttpResponseGone()
    return HttpResponse(alert_document(wanted[0], agency), content_type=CONTENT_TYPE)
