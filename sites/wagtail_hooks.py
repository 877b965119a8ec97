from wagtail import hooks
from wagtail.permissions import register_permission_policy

from sites.models import Agency
from sites.viewsets import AgencyPolicy, AgencyViewSet

register_permission_policy(Agency, AgencyPolicy(Agency))


@hooks.register("register_admin_viewset")
def register_agency_viewset() -> AgencyViewSet:
    return AgencyViewSet()
