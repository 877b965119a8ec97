"""Admin of spoken forms and of the languages of recordings."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.model import ModelViewSet

from channels.models import RecordingLanguage, SpokenForm
from sites.admin.deletion import ExplainedDeletionMixin
from sites.admin.folded_search import FoldedIndexView


class SpokenFormViewSet(ExplainedDeletionMixin, ModelViewSet):
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
    deletion_consequences = _(
        "Scripts then have this abbreviation as it is written. Recordings stay as they are. To "
        "undo it, add the spoken form again."
    )


class OwnNameColumn(Column):
    """Column with the own name of a language, marked as words of it (WCAG 3.1.2), and its code."""

    cell_template_name = "channels/own_name_cell.html"


class RecordingLanguageViewSet(ExplainedDeletionMixin, ModelViewSet):
    """Admin of the languages in which bulletins are recorded."""

    model = RecordingLanguage
    name = "recording_languages"
    url_prefix = "ngon-ngu-ghi-am"
    icon = "globe"
    menu_label = _("Languages of recordings")
    menu_order = 710
    add_to_settings_menu = True
    copy_view_enabled = False
    index_view_class = FoldedIndexView
    form_fields = ["code", "name", "name_vi", "is_offered"]
    list_display = [
        "name_vi",
        OwnNameColumn("name", label=_("own name")),
        BooleanColumn("is_offered", label=_("for new recordings")),
    ]
    search_fields = ["code", "name", "name_vi"]
    search_backend_name = None
    ordering = "pk"
    deletion_consequences = _(
        "Nobody can record in this language any more. A language that has recordings cannot be "
        "deleted: take away “for new recordings” there."
    )
