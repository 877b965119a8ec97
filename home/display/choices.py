"""What a reader may choose about how pages look, and how the choice is written down.

A choice is a token: a letter for what is chosen and a figure for how. The cookie holds those that
are not the design's own, with dots between them: ``s3.l1.c2.u1``.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Longer than every token together. What comes from outside is not read further.
LONGEST = 32


@dataclass(frozen=True)
class Option:
    """One way to have it: its token in cookie and CSS, and its name."""

    token: str
    name: str | Promise
    # Of the text size; nothing else has one.
    percent: int = 0


@dataclass(frozen=True)
class Choice:
    """One thing about a page that may be chosen; ``default`` is how it was designed."""

    name: str | Promise
    options: tuple[Option, ...]
    default: Option

    def token_in(self, tokens: tuple[str, ...]) -> str:
        """Return which of this choice's tokens is the last among ``tokens``, else the default."""
        known = {option.token for option in self.options}
        return next((token for token in reversed(tokens) if token in known), self.default.token)


# Two hundred per cent is what WCAG 2.2, 1.4.4 asks for.
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
    """The buttons that are no token."""

    SMALLER = "smaller"
    NORMAL = "normal"
    LARGER = "larger"
    RESET = "reset"


def parse(value: str) -> tuple[str, ...]:
    """Return one token for each choice; what ``value`` leaves open or gets wrong is the default."""
    tokens = tuple(value[:LONGEST].split("."))
    return tuple(choice.token_in(tokens) for choice in CHOICES)


def written(tokens: tuple[str, ...]) -> str:
    """Return what is kept of a choice; nothing where all is as designed."""
    return ".".join(token for token in tokens if token not in DEFAULTS)


def change(tokens: tuple[str, ...], action: str) -> tuple[str, ...]:
    """Return the choice after a button, or with the tokens that ``action`` is put over it."""
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
