"""The codes by which bulletins and cache versions name agencies; see ``Agency.codes``."""

import re

# The audience code of all agencies.
EVERYONE = "all"
# The beginning of the audience code of an agency with all that belong to it.
BELOW = "below:"
_NAMING = re.compile(
    r"(kind):([a-z_]+)|(below):([a-z0-9]+(?:-[a-z0-9]+)*)|(group|agency):([1-9][0-9]{0,17})"
)


def parse_code(code: str) -> tuple[str, str]:
    """Split an audience code into its sort and its key: ``group:3`` gives ``("group", "3")``.

    The key of a ``kind`` is the value of ``Kind``, that of ``below`` the code of an agency, and
    that of a ``group`` or an ``agency`` the digits of a primary key. Returns two empty strings for
    ``EVERYONE`` and for an invalid code.
    """
    match = _NAMING.fullmatch(code)
    if match is None:
        return "", ""
    sort, key = filter(None, match.groups())
    return sort, key
