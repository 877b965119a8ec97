"""URL patterns that replace Wagtail's own and must come before them.

Links use Wagtail's names, which lead to the same paths. Django refuses to start if a view does not
know an argument of ``as_view`` any more.
"""

from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.collections import Index
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.admin.views.workflows import WorkflowUsageView
from wagtail.utils.urlpatterns import decorate_urlpatterns

from sites.admin.pages import MAX_ROWS, PageFilters, TenantBrowseView
from sites.admin.wagtail_overrides import PageTypesFilterSet

# With Wagtail's filters each would list every website.
_page_types = {"filterset_class": PageTypesFilterSet}
_workflow_usage = {"filterset_class": PageFilters}

urlpatterns = decorate_urlpatterns(
    [
        path("choose-page/", TenantBrowseView.as_view(), name="wagtailadmin_choose_page"),
        path(
            "choose-page/<int:parent_page_id>/",
            TenantBrowseView.as_view(),
            name="wagtailadmin_choose_page_child",
        ),
        path("collections/", Index.as_view(paginate_by=MAX_ROWS), name="collections"),
        path(
            "reports/page-types-usage/",
            PageTypesUsageReportView.as_view(**_page_types),
            name="page_types_usage",
        ),
        path(
            "reports/page-types-usage/results/",
            PageTypesUsageReportView.as_view(results_only=True, **_page_types),
            name="page_types_usage_results",
        ),
        path(
            "workflows/usage/<int:pk>/",
            WorkflowUsageView.as_view(**_workflow_usage),
            name="workflow_usage",
        ),
        path(
            "workflows/usage/<int:pk>/results/",
            WorkflowUsageView.as_view(results_only=True, **_workflow_usage),
            name="workflow_usage_results",
        ),
    ],
    lambda view: never_cache(require_admin_access(view)),
)
