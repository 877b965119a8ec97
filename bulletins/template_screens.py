"""Admin views of bulletin templates."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from bulletins.models import BulletinTemplate
from sites.screens.searching import FoldedIndexView


class BulletinTemplateViewSet(ModelViewSet):
    """Views for listing, adding, changing and deleting templates."""

    model = BulletinTemplate
    name = "bulletin_templates"
    icon = "copy"
    menu_label = _("Templates of bulletins")
    menu_order = 91
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = FoldedIndexView
    search_fields = ["name", "title"]
    list_display = [
        "name",
        "title",
        Column("get_urgency_display", label=_("Urgency"), sort_key="urgency"),
        Column("get_category_display", label=_("Category"), sort_key="category"),
    ]
