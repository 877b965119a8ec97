"""Which objects the content of an agency may refer to: its own and shared ones."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import CollectionMember, Locale, Page
from wagtail.permissions import policy_registry
from wagtail.utils.registry import ObjectTypeRegistry

from accounts.permissions import AnyUser
from sites.models import Agency, Kind
from sites.permissions.ownership import OWNER_DEPTH, user_owns

# Models whose objects reveal nothing about an agency.
NEUTRAL = (ContentType, Locale)

_shared = ObjectTypeRegistry()


def register_shared(model: type[Model], condition: Any) -> None:
    """Declare which objects of a model all content may refer to.

    ``condition``: takes an object and returns whether it is shared.
    """
    _shared.register(model, value=(condition,))


def can_reference(user: AnyUser, obj: Model) -> bool:
    """Return whether content of the user's agencies may refer to ``obj``.

    True for objects of the user's agencies, shared ones (``register_shared``), and images and
    documents that the user may choose.
    """
    if isinstance(obj, NEUTRAL) or user_owns(user, obj):
        return True
    condition = _shared.get_by_type(type(obj))
    if condition is not None:
        return bool(condition[0](obj))
    if isinstance(obj, CollectionMember):
        return policy_registry.get(obj).user_has_permission_for_instance(user, "choose", obj)
    return False


def is_public_province_page(page: Page) -> bool:
    """Return whether a page is live and unrestricted on the province's website."""
    if not page.live or page.depth < OWNER_DEPTH or page.get_view_restrictions().exists():
        return False
    homes = page.get_ancestors(inclusive=True).filter(depth=OWNER_DEPTH)
    keys = homes.values("translation_key")
    return Agency.objects.filter(kind=Kind.PROVINCE, root_page__translation_key__in=keys).exists()


register_shared(Page, is_public_province_page)
# All agencies are listed in the public directory.
register_shared(Agency, lambda agency: True)
