"""Owners of acknowledgements and reminders, and the admin routes that agencies may use."""

from typing import Any

from django.http import HttpRequest

from bulletins.roles import may_publish
from responses.models import Acknowledgement, ConfirmationReminder
from sites.models import Agency
from sites.permissions.ownership import belongs_to_the_centre, belongs_with
from sites.permissions.routes import Names, allow

BULLETIN = "bulletins.Bulletin"
ACKNOWLEDGEMENT = "responses.Acknowledgement"


def declare() -> None:
    """Declare the admin routes of this app, and that its other objects are central."""
    belongs_to_the_centre("responses", shared_with="bulletins")
    allow("bulletin_steering", "bulletin_display", path={"pk": BULLETIN})
    # About all agencies; the views allow only publishers.
    allow("confirmations", "confirmations_results")
    allow(
        *("bulletin_units", "bulletin_units_results", "bulletin_remind", "bulletin_report"),
        path={"pk": BULLETIN},
    )
    allow("bulletin_telephone", path={"pk": BULLETIN, "agency": ""})
    # The view checks whether the bulletin requires an acknowledgement from the agency.
    allow("confirm", path={"agency": "agencies.Agency", "bulletin": ""})
    allow("confirmation_file", "confirmation_take_back", path={"pk": ""}, also=_own_or_published)
    # About all websites; the view allows only users who write bulletins.
    allow("displays")


def _own_or_published(request: HttpRequest, kwargs: dict[str, Any]) -> Names:
    # Publishers may read the acknowledgements of all agencies.
    if not may_publish(request.user):
        yield ACKNOWLEDGEMENT, str(kwargs["pk"])


@belongs_with(Acknowledgement, ConfirmationReminder)
def agency(record: Acknowledgement | ConfirmationReminder) -> Agency:
    """Return the agency that owns the record."""
    return record.agency
