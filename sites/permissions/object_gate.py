"""Checks whether a user may name the object that a key in a request or in content refers to.

The access middleware, forms, choosers and the guards around wagtail-localize all use these
functions. None of them interprets a key by itself; a key that cannot be resolved is refused.
"""

from typing import Any

from django.db.models import Model
from wagtail.admin.models import EditingSession
from wagtail.models import Collection, Page, Revision

from accounts.permissions import AnyUser
from sites.permissions.ownership import get_owner_ids, user_owns
from sites.permissions.resolution import MalformedKeyError, resolve_key
from sites.permissions.sharing import NEUTRAL, can_reference

# Rows that periodic clean-up may delete while an open form still names them. Naming a deleted one
# is no attack, and the view handles it.
TRANSIENT_MODELS = (EditingSession, Revision)


def can_name(user: AnyUser, model: type[Model], key: object, *, referring: bool = False) -> bool:
    """Return whether a request of ``user`` may name the object of ``model`` with this key.

    ``key``: the value as the request sent it. ``referring``: accept shared objects too, which
    content may only refer to. Every object that the key resolves to must be allowed
    (``resolve_key``). False if no object has the key (except for ``TRANSIENT_MODELS``) and if the
    key is malformed. What the user may do with the object is decided by the view.
    """
    try:
        objects = resolve_key(model, key)
    except MalformedKeyError:
        return False
    if not objects:
        return issubclass(model, TRANSIENT_MODELS)
    is_allowed = can_reference if referring else user_owns
    return all(_is_common(obj) or is_allowed(user, obj) for obj in objects)


def can_refer(user: AnyUser, model: type[Model], key: object) -> bool:
    """Return whether content that ``user`` writes may refer to the object with this key.

    True if no object has the key: it may have been deleted meanwhile, and the form reports that.
    Raises MalformedKeyError, for administrators too, because rendering such content would fail.
    """
    return all(can_reference(user, obj) for obj in resolve_key(model, key))


def _is_common(obj: Any) -> bool:
    """Return whether ``obj`` belongs to no agency, so that permission policies alone decide.

    True for locales, content types, the root page and collections without an agency.
    """
    if isinstance(obj, NEUTRAL):
        return True
    if isinstance(obj, Collection):
        return not get_owner_ids(obj)
    return isinstance(obj, Page) and obj.depth == 1
