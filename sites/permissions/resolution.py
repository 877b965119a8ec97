"""Resolution of a submitted key to all objects that any code might look up with it.

The format of a key does not tell which object it finds: Python's ``int()`` accepts spaces, signs,
underscores and the digits of all scripts, Wagtail's views unquote ``_2B12`` first, REST framework
strips ``.0``, and a UUID has many spellings. So a key is not matched against a format here, but
looked up in each way that a view, form, serializer or model field would look it up.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import IntegerField

# In characters. No valid key is longer, even quoted; longer ones are not worth the time.
MAX_KEY_LENGTH = 200

# Exceptions of Django's fields and database drivers for values that cannot be a key.
NO_KEY_ERRORS = (ValueError, TypeError, ValidationError, OverflowError)


class MalformedKeyError(ValueError):
    """The submitted value cannot be the key of an object in any spelling."""


def resolve_key(model: type[Model], key: object) -> list[Any]:
    """Return the objects of ``model`` that any code would find with ``key``.

    ``key``: a value as the request sent it, a string of any spelling, a number or boolean from
    JSON, or a UUID from the path. The list is empty if no object has the key, and has several
    objects if different code interprets the key differently. Objects in the trash are included.

    Raises MalformedKeyError for values that no code accepts, for example ``x``, ``0x3``, a list
    or NUL.
    """
    found: dict[Any, Any] = {}
    is_key = False
    for reading in _list_readings(key):
        try:
            obj = model._base_manager.filter(pk=reading).first()
        except NO_KEY_ERRORS:
            continue
        is_key = True
        if obj is not None:
            found[obj.pk] = obj
    if not is_key:
        raise MalformedKeyError(f"not a key of {model._meta.label}: {key!r:.100}")
    return list(found.values())


def _list_readings(key: object) -> Iterator[Any]:
    """Yield each value that some code would look up for ``key``, without duplicates."""
    # What the converter of a path has made of it.
    if isinstance(key, UUID):
        key = str(key)
    # bool is a subclass of int, and model fields treat it as a number too.
    if isinstance(key, (int, float, Decimal)):
        yield key
        key = str(key) if not isinstance(key, int) or key.bit_length() < 64 else ""
    if not isinstance(key, str) or len(key) > MAX_KEY_LENGTH:
        return
    # Wagtail's generic views, snippets and choosers, and wagtail-localize, unquote keys once.
    texts = dict.fromkeys([key, unquote(key)])
    # Integer fields of serializers and forms strip zeros after the decimal point.
    texts |= dict.fromkeys(IntegerField.re_decimal.sub("", text) for text in list(texts))
    yield from texts
