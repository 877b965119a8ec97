"""Fate of the short name of a renamed agency."""

from sites.models import Agency
from sites.selectors.similar_names import is_same_name

_MAX_LENGTH = Agency._meta.get_field("short_name").max_length or 0


def get_following_short_name(short_name: str, *, former_name: str, name: str) -> str:
    """Return the short name of an agency that was called ``former_name`` and now is ``name``.

    One that is the former name, a part of it or an abbreviation of either follows: it becomes the
    same part of the new name, where both names agree around that part. Else it becomes empty, and
    the full name stands in its place. Any other short name is returned as it is: nobody can tell
    what it would be now.
    """
    if name == former_name:
        return short_name
    former, words = former_name.split(), name.split()
    # The longest part first: the whole name has nothing around it.
    for length in range(len(former), 0, -1):
        for start in range(len(former) - length + 1):
            end = start + length
            if is_same_name(short_name, " ".join(former[start:end])):
                part = _get_same_part(words, former[:start], former[end:])
                return _spell_as(short_name, part) if part != words else ""
    return short_name


def _get_same_part(words: list[str], before: list[str], after: list[str]) -> list[str]:
    """Return what stands between ``before`` and ``after`` in a name; all of it if they do not."""
    end = len(words) - len(after)
    is_around = words[: len(before)] == before and words[end:] == after
    part = words[len(before) : end]
    return part if is_around and part and len(" ".join(part)) <= _MAX_LENGTH else words


def _spell_as(short_name: str, part: list[str]) -> str:
    """Return a part of a name with a capital where the former short name has one."""
    text = " ".join(part)
    return text[0].upper() + text[1:] if short_name[0].isupper() else text
