"""What websites do wrong, for the screens that say what needs attention."""

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
    """Return, by the key of the agency, what was found wrong on its website at the last look."""
    wrong = DisplayCheck.objects.failing().filter(bulletin=bulletin)
    return {check.agency_id: check.get_outcome_display() for check in wrong}


def to_mend(request: HttpRequest) -> Iterator[Need]:
    """What is not shown as it should be, for those who publish."""
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
    """Return the units whose website does something wrong, or whose name does not work."""
    shown_wrong = DisplayCheck.objects.failing().filter(agency=OuterRef("pk"))
    names = HostCheck.objects.failing().filter(agency=OuterRef("pk"))
    return Agency.objects.filter(Exists(shown_wrong) | Exists(names))


def headline(number: int) -> str:
    """Say of how many websites there is something to mend."""
    words = ngettext(
        "%(number)s website does not show what it should",
        "%(number)s websites do not show what they should",
        number,
    )
    return words % {"number": number}
