"""State of the websites' display in words, for the page of the system's state."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ops.system.measures import Measured
from ops.system.parts import Level, SystemPart
from responses.selectors.problems import format_headline, list_problem_agencies

WEBSITES = gettext_lazy("What the websites show")


def describe_displays(measured: Measured) -> Iterator[SystemPart]:
    """Yield how many websites do not show what they should."""
    number = list_problem_agencies().count()
    yield SystemPart(
        WEBSITES,
        Level.WARNING if number else Level.OK,
        format_headline(number) + "." if number else _("All show what they should."),
        _("Look at what is wrong, website by website.") if number else "",
        reverse("displays"),
        WEBSITES,
    )
