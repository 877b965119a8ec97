"""URL patterns that replace Wagtail's own and must come before them."""

from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.utils.urlpatterns import decorate_urlpatterns

from sites.admin.pages import TenantBrowseView

urlpatterns = decorate_urlpatterns(
    [
        path("choose-page/", TenantBrowseView.as_view(), name="wagtailadmin_choose_page"),
        path(
            "choose-page/<int:parent_page_id>/",
            TenantBrowseView.as_view(),
            name="wagtailadmin_choose_page_child",
        ),
    ],
    lambda view: never_cache(require_admin_access(view)),
)
