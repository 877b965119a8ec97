"""Admin viewset of Django's user groups, which are listed but not edited."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.users.views.groups import GroupViewSet, IndexView


class GroupIndexView(IndexView):
    """List of groups without links to forms."""

    columns = [Column("name", label=_("Name"), sort_key="name")]


class DeclaredGroupViewSet(GroupViewSet):
    """Read-only viewset of groups, with nothing but the list.

    Permissions of groups are declared in code and synced from there, so changes made in a form
    would be undone. With a thousand websites the form would also have thousands of checkboxes.
    """

    index_view_class = GroupIndexView

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        closed = {"add_url_name": None, "edit_url_name": None, "delete_url_name": None}
        return super().get_common_view_kwargs(**closed, **kwargs)

    def get_urlpatterns(self) -> list[Any]:
        kept = {"index", "index_results"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in kept]
