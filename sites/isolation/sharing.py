"""What the content of an agency may point at: its own things and those that are shared."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import CollectionMember, Locale, Page
from wagtail.permissions import policy_registry
from wagtail.utils.registry import ObjectTypeRegistry

from sites.isolation.access import Person
from sites.isolation.ownership import OWNER_DEPTH, holds
from sites.models import Agency, Kind

# Says nothing about anybody.
NEUTRAL = (ContentType, Locale)

_shared = ObjectTypeRegistry()


def shared_where(model: type[Model], condition: Any) -> None:
    """Declare which objects of a model everybody may point at: a function ``object → bool``."""
    _shared.register(model, value=(condition,))


def may_refer_to(user: Person, obj: Model) -> bool:
    """Whether content of the user's agencies may point at ``obj``."""
    if isinstance(obj, NEUTRAL) or holds(user, obj):
        return True
    condition = _shared.get_by_type(type(obj))
    if condition is not None:
        return bool(condition[0](obj))
    if isinstance(obj, CollectionMember):
        return policy_registry.get(obj).user_has_permission_for_instance(user, "choose", obj)
    return False


def is_public_page_of_the_province(page: Page) -> bool:
    """Whether a page can be read by everybody on the province's own website."""
    if not page.live or page.depth < OWNER_DEPTH or page.get_view_restrictions().exists():
        return False
    homes = page.get_ancestors(inclusive=True).filter(depth=OWNER_DEPTH)
    keys = homes.values("translation_key")
    return Agency.objects.filter(kind=Kind.PROVINCE, root_page__translation_key__in=keys).exists()


shared_where(Page, is_public_page_of_the_province)
# That an agency exists is in the public directory.
shared_where(Agency, lambda agency: True)
