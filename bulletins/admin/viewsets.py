"""Viewsets of bulletins, templates and kinds of events; the chooser for published bulletins."""

from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)
from wagtail.snippets.views.snippets import SnippetViewSet

from bulletins.admin.access import BulletinPermissionMixin
from bulletins.admin.bulletin_edit import (
    BulletinCreateView,
    BulletinEditView,
    PreviewAgencySearchView,
    StartView,
)
from bulletins.admin.bulletin_list import (
    COLUMNS,
    INTERNAL_FIELDS,
    BulletinFilterSet,
    BulletinIndexView,
    BulletinInspectView,
)
from bulletins.admin.publication import BulletinWorkflowActionView
from bulletins.models import Bulletin, BulletinTemplate, EventType
from sites.admin.chooser import NoCreateView
from sites.admin.deletion import ExplainedDeletionMixin
from sites.admin.folded_search import FoldedIndexView


class BulletinTemplateViewSet(ExplainedDeletionMixin, ModelViewSet):
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
    deletion_consequences = _(
        "No bulletin can begin with this template any more, and nobody can bring it back. "
        "Bulletins that began with it stay as they are."
    )


class EventTypeViewSet(ExplainedDeletionMixin, ModelViewSet):
    """Views for listing, adding, changing and deleting kinds of events."""

    model = EventType
    name = "event_types"
    url_prefix = "loai-su-kien"
    icon = "warning"
    menu_label = _("Kinds of events")
    menu_order = 720
    add_to_settings_menu = True
    copy_view_enabled = False
    index_view_class = FoldedIndexView
    form_fields = ["name_vi", "name_en", "category", "code_list", "code", "is_offered"]
    list_display = [
        "name_vi",
        Column("get_category_display", label=_("category of CAP"), sort_key="category"),
        "code",
        BooleanColumn("is_offered", label=_("for new notices")),
    ]
    search_fields = ["name_vi", "name_en", "code"]
    search_backend_name = None
    ordering = "name_vi"
    list_per_page = 100
    deletion_consequences = _(
        "It can no longer be chosen for bulletins. A kind that a bulletin or template has cannot "
        "be deleted: take away “for new notices” there."
    )


class LiveBulletinsMixin:
    """Limits a chooser to published sources: users of all agencies may reference them."""

    def get_object_list(self) -> QuerySet[Bulletin]:
        return Bulletin.objects.sources().filter(live=True)

    def get_filter_form(self) -> Any:
        """Return Wagtail's filters; that of languages has no label of its own."""
        form = super().get_filter_form()  # type: ignore[misc]
        if "locale" in form.fields:
            form.fields["locale"].label = _("Language")
        return form


class BulletinChooseView(LiveBulletinsMixin, ChooseView):
    """Chooser of a published bulletin."""


class BulletinChooseResultsView(LiveBulletinsMixin, ChooseResultsView):
    """Search results of the chooser."""


class BulletinChosenView(SnippetChosenView):
    """Result of choosing one published bulletin."""

    def get_object(self, pk: str) -> Bulletin:
        return Bulletin.objects.sources().get(pk=pk, live=True)


class BulletinChosenMultipleView(SnippetChosenMultipleView):
    """Result of choosing several published bulletins."""

    def get_objects(self, pks: list[str]) -> QuerySet[Bulletin]:
        return Bulletin.objects.sources().filter(pk__in=pks, live=True)


class BulletinChooserViewSet(SnippetChooserViewSet):
    """The chooser for published bulletins."""

    choose_view_class = BulletinChooseView
    choose_results_view_class = BulletinChooseResultsView
    chosen_view_class = BulletinChosenView
    chosen_multiple_view_class = BulletinChosenMultipleView
    # Bulletins are written on their own screen.
    create_view_class = NoCreateView


class BulletinViewSet(SnippetViewSet):
    """The admin views of bulletins."""

    model = Bulletin
    icon = "bulletin"
    menu_label = _("Bulletins")
    menu_name = "bulletins"
    menu_order = 90
    add_to_admin_menu = True
    # Wagtail's copy view overwrites the original if its form is posted to directly.
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields_exclude = INTERNAL_FIELDS
    index_view_class = BulletinIndexView
    inspect_view_class = BulletinInspectView
    filterset_class = BulletinFilterSet
    chooser_viewset_class = BulletinChooserViewSet
    add_view_class = BulletinCreateView
    edit_view_class = BulletinEditView
    workflow_action_view_class = BulletinWorkflowActionView
    create_template_name = "bulletins/admin/create.html"
    edit_template_name = "bulletins/admin/edit.html"
    list_display = COLUMNS
    ordering = ["-issued_on", "-pk"]

    def construct_view(self, view_class: type[Any], **kwargs: Any) -> Any:
        """Return the view; views that check permissions get ``BulletinPermissionMixin``."""
        if issubclass(view_class, PermissionCheckedMixin):
            view_class = type(view_class.__name__, (BulletinPermissionMixin, view_class), {})
        return super().construct_view(view_class, **kwargs)

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        start = {"start_url_name": self.get_url_name("start")}
        return super().get_index_view_kwargs(**start, **kwargs)

    @property
    def start_view(self) -> Any:
        """The view in which an author chooses what a new bulletin starts from."""
        return self.construct_view(StartView)

    @property
    def preview_agencies_view(self) -> Any:
        """The search for an agency on whose website a bulletin is previewed."""
        return self.construct_view(PreviewAgencySearchView)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("start/", self.start_view, name="start"),
            path("preview-agencies/", self.preview_agencies_view, name="preview_agencies"),
        ]
