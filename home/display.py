"""Display preferences of visitors, their cookie, and links that carry them elsewhere.

Each option is a token: a letter for the preference and a digit for the option. The cookie holds the
tokens that differ from the defaults, separated by dots: ``s3.l1.c2.u1``.

A cookie belongs to one domain. All websites under ``BASE_DOMAIN`` share one cookie, so visiting one
of them is enough; a website under its own domain must be visited itself
(``list_cross_domain_links``).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.http.request import split_domain_port
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sites.models import Agency, Kind

# Characters of a value that are read; a valid one is shorter.
MAX_COOKIE_LENGTH = 32


@dataclass(frozen=True)
class PreferenceOption:
    """Option of a preference, with its token in cookie and CSS."""

    token: str
    name: str | Promise
    # Only for options of the text size.
    percent: int = 0


@dataclass(frozen=True)
class DisplayPreference:
    """Preference with its options; ``default``: the one that the design has."""

    name: str | Promise
    options: tuple[PreferenceOption, ...]
    default: PreferenceOption

    def get_token(self, tokens: tuple[str, ...]) -> str:
        """Return the last of this preference's tokens in ``tokens``, else the default token."""
        known = {option.token for option in self.options}
        return next((token for token in reversed(tokens) if token in known), self.default.token)


# WCAG 2.2, 1.4.4 requires text to be resizable up to 200 %.
SIZES = (
    PreferenceOption("s0", _("Small"), 90),
    PreferenceOption("s1", _("Normal"), 100),
    PreferenceOption("s2", _("Large"), 125),
    PreferenceOption("s3", _("Very large"), 150),
    PreferenceOption("s4", _("Largest"), 200),
)
SPACING = PreferenceOption("l0", _("As designed")), PreferenceOption("l1", _("Wider"))
COLOURS = (
    PreferenceOption("c0", _("As designed")),
    PreferenceOption("c1", pgettext_lazy("colours", "Dark")),
    PreferenceOption("c2", _("High contrast, dark")),
    PreferenceOption("c3", _("High contrast, light")),
)
LINKS = PreferenceOption("u0", _("As designed")), PreferenceOption("u1", _("Always underlined"))
PREFERENCES = (
    DisplayPreference(_("Text size"), SIZES, SIZES[1]),
    DisplayPreference(_("Lines and letters"), SPACING, SPACING[0]),
    DisplayPreference(_("Colours"), COLOURS, COLOURS[0]),
    DisplayPreference(_("Links"), LINKS, LINKS[0]),
)
DEFAULTS = tuple(choice.default.token for choice in PREFERENCES)


class Action(StrEnum):
    """Buttons of the toolbar that are not tokens."""

    SMALLER = "smaller"
    NORMAL = "normal"
    LARGER = "larger"
    RESET = "reset"


def parse_cookie(value: str) -> tuple[str, ...]:
    """Return one token per preference from a cookie value, in the order of ``PREFERENCES``.

    Missing and unknown tokens become the defaults; only the first ``MAX_COOKIE_LENGTH`` characters
    are read.
    """
    tokens = tuple(value[:MAX_COOKIE_LENGTH].split("."))
    return tuple(choice.get_token(tokens) for choice in PREFERENCES)


def format_cookie(tokens: tuple[str, ...]) -> str:
    """Return the cookie value of these tokens, empty if all are defaults."""
    return ".".join(token for token in tokens if token not in DEFAULTS)


def apply_action(tokens: tuple[str, ...], action: str) -> tuple[str, ...]:
    """Return the tokens after a button was pressed.

    ``action``: an ``Action``, or tokens separated by dots that replace those of the same
    preferences. Unknown tokens change nothing.
    """
    if action == Action.RESET:
        return DEFAULTS
    steps = {Action.SMALLER: -1, Action.LARGER: 1}
    if action in steps:
        sizes = [size.token for size in SIZES]
        at = sizes.index(tokens[0]) + steps[Action(action)]
        action = sizes[min(max(at, 0), len(sizes) - 1)]
    elif action == Action.NORMAL:
        action = PREFERENCES[0].default.token
    over = (*tokens, *action[:MAX_COOKIE_LENGTH].split("."))
    return tuple(choice.get_token(over) for choice in PREFERENCES)


class CrossDomainLink(NamedTuple):
    """Link that carries preferences to ``agency``, or to all websites under ``domain``."""

    agency: Agency
    domain: str | None
    url: str


def get_cookie_domain(host: str) -> str | None:
    """Return the domain of the preferences cookie on ``host``, or None for the host alone.

    ``host``: as in the Host header, with or without port.
    """
    name = split_domain_port(host)[0]
    base = settings.BASE_DOMAIN
    return base if name == base or name.endswith("." + base) else None


def list_cross_domain_links(here: Agency, value: str) -> list[CrossDomainLink]:
    """Return links that carry preferences to active websites that do not share the cookie.

    Only to websites of the same province. ``here``: the agency whose website is visited;
    ``value``: the cookie value. The links lead only to websites of this installation, by their
    hosts in the database.
    """
    query = urlencode({"v": value, "den": reverse("display")})

    def offer(agency: Agency, domain: str | None = None) -> CrossDomainLink:
        return CrossDomainLink(
            agency, domain, f"{agency.root_url}{reverse('display_receive')}?{query}"
        )

    base = settings.BASE_DOMAIN
    below = Q(site__hostname=base) | Q(site__hostname__endswith=f".{base}")
    agencies = Agency.objects.active().of_province(here).with_site()
    found = [offer(agency) for agency in agencies.exclude(below).exclude(pk=here.pk)]
    if get_cookie_domain(here.site.hostname) is None:
        sharing = agencies.filter(below)
        # One website is enough for the domain: that of the province if it is there.
        first = sharing.filter(kind=Kind.PROVINCE).first() or sharing.first()
        found = [offer(first, base), *found] if first else found
    return found
