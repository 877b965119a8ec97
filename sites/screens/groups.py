from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.users.views.groups import GroupViewSet, IndexView


class GroupIndexView(IndexView):
    columns = [Column("name", label=_("Name"), sort_key="name")]


class DeclaredGroupViewSet(GroupViewSet):
    """Groups can be looked at. What they may do is declared in code and repaired from there, so
    that a form for it would promise what does not last; with a thousand websites it would also
    be a page of a thousand boxes.
    """

    index_view_class = GroupIndexView

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        closed = {"add_url_name": None, "edit_url_name": None, "delete_url_name": None}
        return super().get_common_view_kwargs(**closed, **kwargs)

    def get_urlpatterns(self) -> list[Any]:
        kept = {"index", "index_results"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in kept]
