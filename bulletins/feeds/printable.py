"""Text that XML can hold."""

import unicodedata

# Code points that are no characters (XML 1.0, 2.2).
_NEVER = "\ufffe\uffff"


def printable(text: str) -> str:
    """Return `text` without noncharacters and control characters, but with tabs and line feeds.

    One that was pasted into a bulletin must not make a whole feed invalid.
    """
    return "".join(
        c for c in text if c in "\t\n" or (unicodedata.category(c) != "Cc" and c not in _NEVER)
    )
