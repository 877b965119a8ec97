"""What is wrong with a bulletin at a unit, besides that it was not confirmed.

Whoever checks something (whether websites show the bulletin, for example) adds a source; what it
says stands in the work list and in the closing report.
"""

from collections.abc import Callable, Mapping

from bulletins.models import Bulletin

# From a bulletin to what is wrong, in words, by the keys of the units. A few queries at most.
Source = Callable[[Bulletin], Mapping[int, str]]
_sources: list[Source] = []


def register_trouble(source: Source) -> Source:
    """Add a source; usable as a decorator."""
    _sources.append(source)
    return source


def troubles_of(bulletin: Bulletin) -> dict[int, list[str]]:
    """Return what is wrong at units, by their keys."""
    found: dict[int, list[str]] = {}
    for source in _sources:
        for agency, words in source(bulletin).items():
            found.setdefault(agency, []).append(words)
    return found
