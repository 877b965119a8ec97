"""Admin views for the synonyms of the search."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from search.models import SynonymGroup
from sites.admin.deletion import ExplainedDeletionMixin
from sites.admin.folded_search import FoldedIndexView

MAX_LENGTH = 500


class SynonymAddView(generic.CreateView):
    """The form of a new group; ``?terms=`` fills it in, as for what was searched for in vain."""

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"terms": self.request.GET.get("terms", "")[:MAX_LENGTH]}


class SynonymViewSet(ExplainedDeletionMixin, ModelViewSet):
    """The admin views that list, add, change and delete synonym groups."""

    model = SynonymGroup
    name = "synonyms"
    icon = "resubmit"
    menu_label = _("Synonyms of the search")
    add_to_settings_menu = True
    copy_view_enabled = False
    index_view_class = FoldedIndexView
    add_view_class = SynonymAddView
    form_fields = ["terms"]
    list_display = ["terms"]
    search_fields = ["terms"]
    deletion_consequences = _(
        "From now on who searches for one of these words no longer finds what has the others, on "
        "all websites. To undo it, add the words again."
    )
