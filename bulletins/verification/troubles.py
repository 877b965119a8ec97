"""Websites with display problems, for the dashboard, work lists and e-mails."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bulletins.models import Bulletin, DisplayCheck
from bulletins.roles import may_publish
from sites.dashboard import Need
from sites.models import Agency, HostCheck
from sites.models.agency import AgencyQuerySet


def troubles_of(bulletin: Bulletin) -> dict[int, str]:
    """Return the problem that the last check found, by agency primary key."""
    wrong = DisplayCheck.objects.failing().filter(bulletin=bulletin)
    return {check.agency_id: check.get_outcome_display() for check in wrong}


def to_mend(request: HttpRequest) -> Iterator[Need]:
    """Yield one dashboard task if there are display problems, for users who may publish."""
    if not may_publish(request.user):
        return
    number = websites_in_trouble().count()
    if number:
        yield Need(
            title=headline(number),
            url=reverse("displays"),
            detail=_("What is wrong, and what to do."),
        )


def websites_in_trouble() -> AgencyQuerySet:
    """Return the agencies whose website has a display problem, or a host name a failure."""
    shown_wrong = DisplayCheck.objects.failing().filter(agency=OuterRef("pk"))
    names = HostCheck.objects.failing().filter(agency=OuterRef("pk"))
    return Agency.objects.filter(Exists(shown_wrong) | Exists(names))


def headline(number: int) -> str:
    """Return a sentence with the number of websites that have problems."""
    words = ngettext(
        "%(number)s website does not show what it should",
        "%(number)s websites do not show what they should",
        number,
    )
    return words % {"number": number}
