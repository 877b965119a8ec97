"""Limits on the HTML of old pages, and the removal of its comments."""

import re

from content.text.limits import InputLimitError, check_markup

# Characters; a decree with all its annexes has a tenth of them.
MAX_LENGTH = 2_000_000
# Nested elements. Pages of old portals leave many open; nh3 and importing.html.blocks do not
# recurse.
MAX_DEPTH = 5_000
# Comments as browsers read them (HTML Living Standard, 13.2.5.43 to 13.2.5.52).
_COMMENT = re.compile(r"<!--(?:-?>|.*?(?:--!?>|\Z))", re.DOTALL)


def is_readable(html: str) -> bool:
    """Return whether a body is short and flat enough to be parsed in reasonable time."""
    try:
        check_markup(remove_comments(html), max_length=MAX_LENGTH, max_depth=MAX_DEPTH)
    except InputLimitError:
        return False
    return True


def remove_comments(html: str) -> str:
    """Return HTML without its comments, including Word's conditional ones."""
    return _COMMENT.sub("", html)
