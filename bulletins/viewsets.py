from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from bulletins.models import Bulletin


class BulletinViewSet(SnippetViewSet):
    """Writing bulletins in the admin."""

    model = Bulletin
    icon = "doc-full-inverse"
    menu_label = _("Bulletins")
    menu_name = "bulletins"
    menu_order = 90
    add_to_admin_menu = True
    # Wagtail's copy view saves onto the original when posted to directly.
    copy_view_enabled = False
    inspect_view_enabled = True
    list_display = [
        "title",
        Column("get_urgency_display", label=_("Urgency"), sort_key="urgency"),
        DateColumn("issued_on", label=_("Date of issue"), sort_key="issued_on"),
        DateColumn("valid_until", label=_("Valid until"), sort_key="valid_until"),
        "live",
    ]
    list_filter = ["urgency", "category", "live"]
    ordering = ["-issued_on", "-pk"]
