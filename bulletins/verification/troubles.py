"""What websites do wrong, for the screens that say what needs attention."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bulletins.models import Bulletin, DisplayCheck
from bulletins.roles import may_publish
from bulletins.verification.everything import failing_hosts
from sites.dashboard import Need


def troubles_of(bulletin: Bulletin) -> dict[int, str]:
    """Return, by the key of the agency, what was found wrong on its website at the last look."""
    wrong = DisplayCheck.objects.failing().filter(bulletin=bulletin)
    return {check.agency_id: check.get_outcome_display() for check in wrong}


def to_mend(request: HttpRequest) -> Iterator[Need]:
    """What is not shown as it should be, for those who publish."""
    if not may_publish(request.user):
        return
    websites = DisplayCheck.objects.failing().values("agency").distinct().count()
    number = max(websites, failing_hosts())
    if number:
        words = ngettext(
            "%(number)s website does not show what it should",
            "%(number)s websites do not show what they should",
            number,
        )
        yield Need(
            title=words % {"number": number},
            url=reverse("displays"),
            detail=_("What is wrong, and what to do."),
        )
