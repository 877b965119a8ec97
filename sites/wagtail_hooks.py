from wagtail import hooks
from wagtail.permissions import register_permission_policy

from sites.models import Agency
from sites.protection import keep_home_page, keep_home_pages
from sites.serving import refuse_elsewhere
from sites.viewsets import AgencyPolicy, AgencyViewSet

for _hook in ("before_delete_page", "before_unpublish_page", "before_move_page"):
    hooks.register(_hook, keep_home_page)
hooks.register("before_bulk_action", keep_home_pages)
hooks.register("before_serve_document", refuse_elsewhere)

register_permission_policy(Agency, AgencyPolicy(Agency))


@hooks.register("register_admin_viewset")
def register_agency_viewset() -> AgencyViewSet:
    return AgencyViewSet()
