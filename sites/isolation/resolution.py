"""From a key to the objects that whoever reads it next will find.

What a key looks like says nothing about what it finds: Python's ``int()`` takes spaces, signs,
underscores and the digits of all scripts, Wagtail's screens unquote ``_2B12`` first, REST
framework cuts ``.0`` off, and a UUID has many spellings. So nothing here looks at a key. It is
looked up in each way that a view, form, serializer or model field would look it up.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import IntegerField

# No key is longer, however it is quoted; reading what is longer would take time for nothing.
MAX_KEY_LENGTH = 200

# What Django's fields and database drivers raise for what cannot be a key.
NO_KEY_ERRORS = (ValueError, TypeError, ValidationError, OverflowError)


class MalformedKeyError(ValueError):
    """What was sent cannot be the key of an object, in any spelling."""


def resolve(model: type[Model], key: object) -> list[Any]:
    """Return the objects of ``model`` that any reader of ``key`` would find.

    ``key`` is a value as a request sent it: a text of any spelling, or a number or boolean from
    JSON. The list is empty where the key could be one and nothing has it, and has several objects
    where readers differ. What lies in the trash is found too.

    Raises MalformedKeyError for what is nobody's key, for example ``x``, ``0x3``, a list or NUL.
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
    """Give ``key`` as each reader understands it, without duplicates."""
    # A boolean is a number to Python, and so it is to a model's field.
    if isinstance(key, (int, float, Decimal)):
        yield key
        key = str(key) if not isinstance(key, int) or key.bit_length() < 64 else ""
    if not isinstance(key, str) or len(key) > MAX_KEY_LENGTH:
        return
    # Wagtail's generic views, snippets and choosers, and wagtail-localize, unquote once.
    texts = dict.fromkeys([key, unquote(key)])
    # Serializers and forms of numbers cut zeros behind the point off.
    texts |= dict.fromkeys(IntegerField.re_decimal.sub("", text) for text in list(texts))
    yield from texts
