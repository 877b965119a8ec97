"""Admin views for the glossary of translators."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from desk.models import GlossaryTerm
from sites.admin.deletion import ExplainedDeletionMixin
from sites.admin.folded_search import FoldedIndexView


class GlossaryIndexView(FoldedIndexView):
    """List of the terms, with their translations."""

    def get_base_queryset(self) -> QuerySet[GlossaryTerm]:
        return super().get_base_queryset().select_related("locale")


class GlossaryViewSet(ExplainedDeletionMixin, ModelViewSet):
    """The admin views that list, add, change and delete terms of the glossary."""

    model = GlossaryTerm
    name = "glossary"
    icon = "book"
    menu_label = _("Glossary of translators")
    add_to_settings_menu = True
    copy_view_enabled = False
    index_view_class = GlossaryIndexView
    form_fields = ["term", "locale", "translation", "note"]
    list_display = [
        "term",
        Column("locale", label=_("Language")),
        "translation",
        "note",
    ]
    list_filter = ["locale"]
    search_fields = ["term", "translation"]
    deletion_consequences = _(
        "Translators are no longer shown this term. What has been translated stays as it is. To "
        "undo it, add the term again."
    )
