"""Owners of acknowledgements and reminders, and the admin routes that agencies may use."""

from typing import Any

from django.http import HttpRequest
from wagtail.models import Page

from accounts.permissions import AnyUser, is_administrator
from bulletins.roles import can_publish
from responses.models import Acknowledgement, AcknowledgementReminder, Certificate
from sites.localization.rights import can_publish as can_publish_page
from sites.models import Agency
from sites.permissions.ownership import (
    get_active_agency_ids,
    get_moderated_agency_ids,
    get_page_agency,
    register_central_app,
    register_owner,
)
from sites.permissions.routes import Names, allow_route

BULLETIN = "bulletins.Bulletin"
ACKNOWLEDGEMENT = "responses.Acknowledgement"


def _name_acknowledgement(request: HttpRequest, kwargs: dict[str, Any]) -> Names:
    # Publishers may read the acknowledgements of all agencies.
    if not can_publish(request.user):
        yield ACKNOWLEDGEMENT, str(kwargs["pk"])


@register_owner(Acknowledgement, AcknowledgementReminder)
def get_record_agency(record: Acknowledgement | AcknowledgementReminder) -> Agency:
    """Return the agency that owns the record."""
    return record.agency


@register_owner(Certificate)
def get_certificate_agency(certificate: Certificate) -> Agency | None:
    """Return the agency of whose page or website a certificate is; None for all websites."""
    return certificate.agency


def can_certify(user: AnyUser, page: Page) -> bool:
    """Return whether ``user`` may take certificates of a page.

    ICT administrators, the moderators of its unit, and other members who may publish it. ``page``:
    the specific one.
    """
    if is_administrator(user):
        return True
    agency = get_page_agency(page)
    if agency is None or agency.pk not in get_active_agency_ids(user):
        return False
    return agency.pk in get_moderated_agency_ids(user) or can_publish_page(user, page)


register_central_app("responses", shared_with="bulletins")
allow_route("bulletin_steering", "bulletin_display", path={"pk": BULLETIN})
# About all agencies; the views allow only publishers.
allow_route("confirmations", "confirmations_results")
allow_route(
    *("bulletin_units", "bulletin_units_results", "bulletin_remind", "bulletin_report"),
    *("bulletin_proof", "bulletin_proof_results", "bulletin_certificate"),
    "bulletin_canonical_text",
    path={"pk": BULLETIN},
)
allow_route(
    *("bulletin_telephone", "bulletin_website_certificate"), path={"pk": BULLETIN, "agency": ""}
)
# The view checks whether the bulletin requires an acknowledgement from the agency.
allow_route("confirm", path={"agency": "agencies.Agency", "bulletin": ""})
allow_route("page_certificates", path={"page_id": "wagtailcore.Page"})
# The view checks whether the bulletin is or was on the agency's website.
allow_route("unit_certificate", path={"agency": "agencies.Agency", "bulletin": ""})
allow_route(
    "confirmation_file", "confirmation_take_back", path={"pk": ""}, also=_name_acknowledgement
)
# About all websites; the view allows only users who write bulletins.
allow_route("displays")
