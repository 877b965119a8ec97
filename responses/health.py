"""Check of what the websites show."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ops.health.registry import PEOPLE, CheckResult, Inquiry, health_check, passed, warn
from responses.selectors.problems import format_headline, list_problem_agencies

WEBSITES = gettext_lazy("What the websites show")


@health_check("websites", WEBSITES, order=800, askers=PEOPLE)
def check_displays(inquiry: Inquiry) -> Iterator[CheckResult]:
    """Yield how many websites do not show what they should, at the last look."""
    url = reverse("displays")
    if number := list_problem_agencies().count():
        text, advice = (
            f"{format_headline(number)}.",
            _("Look at what is wrong, website by website."),
        )
        yield warn(text, advice, url=url, link=WEBSITES)
    else:
        yield passed(_("All show what they should."), url=url, link=WEBSITES)
