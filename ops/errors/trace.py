"""Kind and place of an error, without anything that a person typed.

Two errors are of one kind if the same exception came from the same places of our own code and
templates. Messages of exceptions are never read: they repeat what people typed. Line numbers and
versions do not count, so that a kind survives an upgrade.
"""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from traceback import walk_tb
from types import CodeType, FrameType, TracebackType

from django.template.base import Node

from ops.database.outages import get_sqlstate, is_outage

# The folder of the source.
SOURCE = Path(__file__).resolve().parents[2]
# Letters and digits that nobody takes for one another (Crockford's base 32, without I, L, O and U).
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8
# Places of our own that make a kind, the innermost ones; of packages, where there are none.
MAX_OWN_PLACES, MAX_FOREIGN_PLACES = 4, 3
# Places that are kept for whoever mends it: all of our own, and of packages where it ended.
MAX_PLACES, MAX_LAST_PLACES = 20, 6
# PostgreSQL: a statement took longer than it may, so that one screen is too slow.
STATEMENT_TIMEOUT = "57014"
OUTAGE = "database away"
_DISPATCH = "django/views/generic/base.py View.dispatch"
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@dataclass(frozen=True)
class ErrorTrace:
    """A kind of error as it was met once.

    ``code`` names the kind, with ``CODE_LENGTH`` characters of ``ALPHABET``. ``exception`` is the
    name of its class. ``places``: the innermost first, as ``content/blocks/text.py:34 to_python``
    or ``home/news_page.html:12``, a template; empty while the database is away.
    """

    code: str
    exception: str
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Place:
    file: str
    line: int
    function: str
    is_own: bool

    @property
    def name(self) -> str:
        """The place without its line, which moves with every change of the file."""
        return f"{self.file} {self.function}".rstrip()

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.function}".rstrip()


def describe_error(error: BaseException, route: str) -> ErrorTrace:
    """Return the kind of an error that was raised and caught.

    ``route``: name of the view. It counts where the error came out of a package, and no place of
    our own says what was being done. All errors of a database that is away are of one kind; but for
    a statement that took too long, which is a matter of its screen.
    """
    if is_outage(error) and get_sqlstate(error) != STATEMENT_TIMEOUT:
        return ErrorTrace(_make_code(OUTAGE), OUTAGE)
    exception = _get_class_name(type(error))
    places = _list_places(error)
    names = list(dict.fromkeys(place.name for place in places if place.is_own))[:MAX_OWN_PLACES]
    if not names:
        names = [route, *dict.fromkeys(place.name for place in places[:MAX_FOREIGN_PLACES])]
    kept = [place for at, place in enumerate(places) if place.is_own or at < MAX_LAST_PLACES]
    shown = tuple(map(str, kept[:MAX_PLACES]))
    return ErrorTrace(_make_code(exception, *names), exception, shown)


def format_code(code: str) -> str:
    """Return a code in two halves, as it is read out on the telephone: ``7KQ2-M9XD``."""
    return f"{code[:4]}-{code[4:]}" if code else ""


def parse_code(text: str) -> str:
    """Return the code that somebody typed in whatever spelling; empty if it is none."""
    typed = "".join(character for character in text.upper() if character.isalnum())
    code = typed.translate(str.maketrans("OIL", "011"))
    is_code = len(code) == CODE_LENGTH and set(code) <= set(ALPHABET)
    return code if is_code else ""


def _make_code(*parts: str) -> str:
    digest = hashlib.sha256("\n".join(parts).encode()).digest()
    letters = base64.b32encode(digest).decode()[:CODE_LENGTH]
    return letters.translate(str.maketrans(_BASE32, ALPHABET))


def _get_class_name(kind: type) -> str:
    module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    return f"{module}{kind.__qualname__}"


def _list_places(error: BaseException) -> list[_Place]:
    """Return the places of an error and of what it was raised from, the innermost first."""
    chain: list[BaseException] = [error]
    while (cause := chain[-1].__cause__) is not None and cause not in chain:
        chain.append(cause)
    found = [place for one in chain for place in _iter_places(one.__traceback__)]
    return list(dict.fromkeys(reversed(found)))


def _iter_places(traceback: TracebackType | None) -> Iterator[_Place]:
    """Yield the places of a traceback, the outermost first.

    What lies around a class-based view is left out, where there is one: decorators and the like are
    the same for many views.
    """
    places: list[_Place] = []
    for frame, line in walk_tb(traceback):
        place = _describe_template(frame) or _describe_code(frame.f_code, line)
        if place.name == _DISPATCH:
            places.clear()
        places.append(place)
    yield from places


def _describe_template(frame: FrameType) -> _Place | None:
    """Return the place in a template that a frame renders, None if it renders none."""
    if frame.f_code is not Node.render_annotated.__code__:
        return None
    node = frame.f_locals["self"]
    if node.token is None or node.origin is None or not node.origin.template_name:
        return None
    name, file = str(node.origin.template_name), str(node.origin.name)
    return _Place(name, node.token.lineno or 0, "", is_own=not _find_in_package(file))


def _describe_code(code: CodeType, line: int) -> _Place:
    path = Path(code.co_filename)
    if file := _find_in_package(code.co_filename):
        return _Place(file, line, code.co_qualname, is_own=False)
    if path.is_relative_to(SOURCE):
        file = str(path.relative_to(SOURCE))
        return _Place(file, line, code.co_qualname, is_own=True)
    # Of Python itself.
    return _Place(path.name, line, code.co_qualname, is_own=False)


def _find_in_package(file: str) -> str:
    """Return the name of a file within its installed package; empty if it is in none."""
    for folder in ("site-packages", "dist-packages"):
        _before, found, name = file.partition(f"/{folder}/")
        if found:
            return name
    return ""
