"""What HTML of an old page is read at all."""

import re

from sites.input_limits import InputLimitError, check_markup

# In characters: a decree with all its annexes has a tenth of it.
MAX_LENGTH = 2_000_000
# Pages of old portals leave many elements open; nh3 and home.importing.markup do not recurse.
MAX_DEPTH = 5_000
# As browsers read them (HTML Living Standard, 13.2.5.43 to 13.2.5.52).
_COMMENT = re.compile(r"<!--(?:-?>|.*?(?:--!?>|\Z))", re.DOTALL)


def is_readable(html: str) -> bool:
    """Whether a body is short and flat enough to be read in time."""
    try:
        check_markup(without_comments(html), max_length=MAX_LENGTH, max_depth=MAX_DEPTH)
    except InputLimitError:
        return False
    return True


def without_comments(html: str) -> str:
    """Return HTML without its comments, Word's conditional ones included."""
    return _COMMENT.sub("", html)
