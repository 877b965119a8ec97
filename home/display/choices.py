"""What a reader may choose about how pages look, and how the choice is written down."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class TextSize:
    """One step of the text size: its token in cookie and CSS, its name, its percentage."""

    token: str
    name: str | Promise
    percent: int


# Two hundred per cent is what WCAG 2.2, 1.4.4 asks for.
TEXT_SIZES = (
    TextSize("s0", _("Small"), 90),
    TextSize("s1", _("Normal"), 100),
    TextSize("s2", _("Large"), 125),
    TextSize("s3", _("Very large"), 150),
    TextSize("s4", _("Largest"), 200),
)
NORMAL = 1


class Action(StrEnum):
    """The buttons of the toolbar."""

    SMALLER = "smaller"
    NORMAL = "normal"
    LARGER = "larger"


def parse(value: str) -> TextSize:
    """Return the size a cookie stands for; the normal one for anything unknown."""
    sizes = {size.token: size for size in TEXT_SIZES}
    return sizes.get(value, TEXT_SIZES[NORMAL])


def change(size: TextSize, action: str) -> TextSize:
    """Return the size after a button, or after the token of a size; unknown ones change nothing."""
    at = TEXT_SIZES.index(size)
    if action == Action.SMALLER:
        return TEXT_SIZES[max(at - 1, 0)]
    if action == Action.LARGER:
        return TEXT_SIZES[min(at + 1, len(TEXT_SIZES) - 1)]
    if action == Action.NORMAL:
        return TEXT_SIZES[NORMAL]
    return next((known for known in TEXT_SIZES if known.token == action), size)
