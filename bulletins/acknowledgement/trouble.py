"""Registry of sources that report problems with a bulletin at an agency.

A problem is anything but a missing acknowledgement, for example that the agency's website does not
show the bulletin. Problems appear in the work list and in the closing report.
"""

from collections.abc import Callable, Mapping

from bulletins.models import Bulletin

# Returns problem texts by agency primary key. A source may make a few queries at most.
Source = Callable[[Bulletin], Mapping[int, str]]
_sources: list[Source] = []


def register_trouble(source: Source) -> Source:
    """Register a source of problems; usable as a decorator."""
    _sources.append(source)
    return source


def troubles_of(bulletin: Bulletin) -> dict[int, list[str]]:
    """Return the problems that all sources report, by agency primary key."""
    found: dict[int, list[str]] = {}
    for source in _sources:
        for agency, words in source(bulletin).items():
            found.setdefault(agency, []).append(words)
    return found
