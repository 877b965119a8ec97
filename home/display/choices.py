"""Display preferences of visitors, and their format in the cookie.

Each option is a token: a letter for the preference and a digit for the option. The cookie holds the
tokens that differ from the defaults, separated by dots: ``s3.l1.c2.u1``.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Characters of a value that are read; a valid one is shorter.
LONGEST = 32


@dataclass(frozen=True)
class Option:
    """Option of a preference, with its token in cookie and CSS."""

    token: str
    name: str | Promise
    # Only for options of the text size.
    percent: int = 0


@dataclass(frozen=True)
class Choice:
    """Preference with its options; ``default``: the one that the design has."""

    name: str | Promise
    options: tuple[Option, ...]
    default: Option

    def token_in(self, tokens: tuple[str, ...]) -> str:
        """Return the last of this preference's tokens in ``tokens``, else the default token."""
        known = {option.token for option in self.options}
        return next((token for token in reversed(tokens) if token in known), self.default.token)


# WCAG 2.2, 1.4.4 requires text to be resizable up to 200 %.
SIZES = (
    Option("s0", _("Small"), 90),
    Option("s1", _("Normal"), 100),
    Option("s2", _("Large"), 125),
    Option("s3", _("Very large"), 150),
    Option("s4", _("Largest"), 200),
)
SPACING = Option("l0", _("As designed")), Option("l1", _("Wider"))
COLOURS = (
    Option("c0", _("As designed")),
    Option("c1", _("Dark")),
    Option("c2", _("High contrast, dark")),
    Option("c3", _("High contrast, light")),
)
LINKS = Option("u0", _("As designed")), Option("u1", _("Always underlined"))
CHOICES = (
    Choice(_("Text size"), SIZES, SIZES[1]),
    Choice(_("Lines and letters"), SPACING, SPACING[0]),
    Choice(_("Colours"), COLOURS, COLOURS[0]),
    Choice(_("Links"), LINKS, LINKS[0]),
)
DEFAULTS = tuple(choice.default.token for choice in CHOICES)


class Action(StrEnum):
    """Buttons of the toolbar that are not tokens."""

    SMALLER = "smaller"
    NORMAL = "normal"
    LARGER = "larger"
    RESET = "reset"


def parse(value: str) -> tuple[str, ...]:
    """Return one token per preference from a cookie value, in the order of ``CHOICES``.

    Missing and unknown tokens become the defaults; only the first ``LONGEST`` characters are read.
    """
    tokens = tuple(value[:LONGEST].split("."))
    return tuple(choice.token_in(tokens) for choice in CHOICES)


def written(tokens: tuple[str, ...]) -> str:
    """Return the cookie value of these tokens, empty if all are defaults."""
    return ".".join(token for token in tokens if token not in DEFAULTS)


def change(tokens: tuple[str, ...], action: str) -> tuple[str, ...]:
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
        action = CHOICES[0].default.token
    over = (*tokens, *action[:LONGEST].split("."))
    return tuple(choice.token_in(over) for choice in CHOICES)
