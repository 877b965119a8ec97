"""Every address pattern of the agencies' websites, filled with what is not there."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RegexPattern

# Wholly made up, by the kind of argument; what no pattern takes is asked for all the same.
NUMBERS = ("0", "9" * 30, "-1", "%31%00")
WORDS = ("khong-co", "x" * 300, "%00", "%FF", "a%0d%0ab", "%2e%2e%2fa.pdf", "%F0%9F%98%80", "en")
ADMIN = ("admin/", "tai-khoan/")


def list_missing_paths(prefix: str = "/") -> list[str]:
    """Return paths of every route that websites have, with bad arguments, below ``prefix``."""
    paths = _walk(get_resolver("config.urls"), "")
    return [prefix + path for path in dict.fromkeys(paths) if not path.startswith(ADMIN)]


def _walk(resolver: URLResolver, before: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry.pattern, LocalePrefixPattern):
            filled = [""]
        elif isinstance(entry.pattern, RegexPattern):
            filled = list(_filled(_groups_as_words(entry.pattern.regex.pattern)))
        else:
            filled = list(_filled(str(entry.pattern)))
        for each in filled:
            if isinstance(entry, URLPattern):
                yield before + each
            else:
                yield from _walk(entry, before + each)


def _filled(route: str) -> Iterator[str]:
    parts = re.split(r"(<[^>]+>)", route)
    choices = [
        (NUMBERS if part.startswith("<int:") else WORDS) if part.startswith("<") else (part,)
        for part in parts
    ]
    # One argument bad at a time is enough, and the first choice is bad already.
    first = [each[0] for each in choices]
    yield "".join(first)
    for place, each in enumerate(choices):
        for choice in each[1:]:
            yield "".join([*first[:place], choice, *first[place + 1 :]])


def _groups_as_words(regex: str) -> str:
    r"""Write ``^a/(\d+)/$`` as ``a/<int:0>/``."""
    text, depth, group = "", 0, ""
    for character in regex.removeprefix("^").removesuffix("$"):
        depth += character == "("
        if depth:
            group += character
        else:
            text += character
        if character == ")":
            depth -= 1
            if not depth:
                text, group = text + ("<int:0>" if r"\d+" in group else "<str:0>"), ""
    return text.replace("\\", "")
