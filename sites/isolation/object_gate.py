"""The one gate between a key and its object: resolve it, then ask whose it is.

The wall, forms, choosers and what stands before wagtail-localize all come through here. None of
them decides by itself what a key is; what cannot be resolved is refused.
"""

from typing import Any

from django.db.models import Model
from wagtail.admin.models import EditingSession
from wagtail.models import Collection, Page, Revision

from sites.isolation.access import Person
from sites.isolation.ownership import holds, owners_of
from sites.isolation.resolution import MalformedKeyError, resolve
from sites.isolation.sharing import NEUTRAL, may_refer_to

# Deleted by housekeeping while a screen that names them is still open: to name one that is gone
# is no attack, and the view has an answer.
TRANSIENT_MODELS = (EditingSession, Revision)


def can_name(user: Person, model: type[Model], key: object, *, referring: bool = False) -> bool:
    """Whether a request of ``user`` may name the object of ``model`` with this key.

    Every object that some reader of the key would find must be the user's own, or with
    ``referring`` at least one that is shared. False where there is none, and where the key is
    malformed. What the user may do with the object is a question for the view.
    """
    try:
        objects = resolve(model, key)
    except MalformedKeyError:
        return False
    if not objects:
        return issubclass(model, TRANSIENT_MODELS)
    asked = may_refer_to if referring else holds
    return all(_is_common(obj) or asked(user, obj) for obj in objects)


def can_refer(user: Person, model: type[Model], key: object) -> bool:
    """Whether content that ``user`` writes may hold this key of ``model`` as a reference.

    True where nothing has the key: its object was deleted meanwhile, and the form says so.
    Raises MalformedKeyError, for administrators too: whoever shows the content would break down.
    """
    return all(may_refer_to(user, obj) for obj in resolve(model, key))


def _is_common(obj: Any) -> bool:
    """Whether this is a language, the root of the page tree or a collection that is no agency's:
    what somebody sees and does there is what policies allow.
    """
    if isinstance(obj, NEUTRAL):
        return True
    if isinstance(obj, Collection):
        return not owners_of(obj)
    return isinstance(obj, Page) and obj.depth == 1
