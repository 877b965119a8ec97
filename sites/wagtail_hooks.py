from wagtail import hooks
from wagtail.permissions import register_permission_policy

from sites.isolation.screens import (
    OwnPageViewSet,
    offer_own_and_provincial_pages,
    scope_admin_api,
)
from sites.models import Agency
from sites.protection import keep_home_page, keep_home_pages
from sites.viewsets import AgencyPolicy, AgencyViewSet

for _hook in ("before_delete_page", "before_unpublish_page", "before_move_page"):
    hooks.register(_hook, keep_home_page)
hooks.register("before_bulk_action", keep_home_pages)

hooks.register("construct_page_chooser_queryset", offer_own_and_provincial_pages)
# After Wagtail's apps have registered theirs.
hooks.register("construct_admin_api", scope_admin_api, order=1000)

register_permission_policy(Agency, AgencyPolicy(Agency))


@hooks.register("register_admin_viewset")
def register_agency_viewset() -> AgencyViewSet:
    return AgencyViewSet()


@hooks.register("register_admin_viewset")
def register_page_viewset() -> OwnPageViewSet:
    return OwnPageViewSet()
