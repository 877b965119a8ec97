"""Admin of spoken forms."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet

from channels.models import SpokenForm
from sites.admin.folded_search import FoldedIndexView


class SpokenFormViewSet(ModelViewSet):
    """Admin of spoken forms: how radio scripts read abbreviations."""

    model = SpokenForm
    name = "spoken_forms"
    url_prefix = "cach-doc"
    icon = "openquote"
    menu_label = _("Spoken forms")
    menu_order = 700
    add_to_settings_menu = True
    copy_view_enabled = False
    index_view_class = FoldedIndexView
    form_fields = ["written", "spoken"]
    list_display = ["written", "spoken"]
    search_fields = ["written", "spoken"]
    search_backend_name = None
    ordering = "written"
    list_per_page = 100
