"""E-mail to the agency itself when it has not acknowledged a bulletin.

It goes to the address in the website details (`AgencySettings.email`), which belongs to no user
account, so that the head of the agency learns of it.
"""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from bulletins.models import Bulletin
from ops.jobs.subjects import describe_object
from responses.selectors.acknowledgements import (
    format_time,
    list_unconfirmed,
    requires_acknowledgement,
)
from sites.models import AgencySettings

TEMPLATE = "responses/acknowledgement/unit_mail.txt"


@task(
    backend="queue",
    lane="urgent",
    label=_("Remind a unit by mail to confirm a bulletin"),
    about=describe_object("bulletins.Bulletin"),
)
def email_agency(bulletin_key: int, agency_key: int) -> None:
    """E-mail an agency that it has not acknowledged a bulletin (queued task).

    `bulletin_key`, `agency_key`: primary keys. Sends nothing if the bulletin no longer requires
    acknowledgement, the agency has acknowledged since, or it has no e-mail address.
    """
    bulletin = Bulletin.objects.filter(pk=bulletin_key).first()
    if bulletin is None or not requires_acknowledgement(bulletin):
        return
    agency = list_unconfirmed(bulletin).with_site().filter(pk=agency_key).first()
    details = AgencySettings.objects.filter(site=agency.site).first() if agency else None
    if agency is None or details is None or not details.email:
        return
    with translation.override(settings.LANGUAGE_CODE):
        deadline = format_time(bulletin.confirm_by)
        context = {"bulletin": bulletin, "unit": agency, "details": details, "deadline": deadline}
        subject, _line, text = render_to_string(TEMPLATE, context).strip().partition("\n")
        send_mail(subject, text.strip() + "\n", None, [details.email])
