"""Admin views for the synonyms of the search."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet

from search.models import SynonymGroup
from sites.admin.folded_search import FoldedIndexView


class SynonymViewSet(ModelViewSet):
    """The admin views that list, add, change and delete synonym groups."""

    model = SynonymGroup
    name = "synonyms"
    icon = "search"
    menu_label = _("Synonyms of the search")
    add_to_settings_menu = True
    copy_view_enabled = False
    index_view_class = FoldedIndexView
    form_fields = ["terms"]
    list_display = ["terms"]
    search_fields = ["terms"]
