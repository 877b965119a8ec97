"""Text as XML can hold it."""

import unicodedata

# What is no character at all, whatever encoding says so (XML 1.0, 2.2).
_NEVER = "\ufffe\uffff"


def printable(text: str) -> str:
    """Return ``text`` without control characters; one that was pasted must not take a feed away."""
    return "".join(
        c for c in text if c in "\t\n" or (unicodedata.category(c) != "Cc" and c not in _NEVER)
    )
