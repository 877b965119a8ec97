from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, LocaleColumn, StatusTagColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from bulletins.addressing.words import describe_all
from bulletins.admin_filters import BulletinFilterSet
from bulletins.inspecting import BulletinInspectView
from bulletins.models import Bulletin
from bulletins.policies import ReachMixin
from bulletins.preview_search import PreviewAgenciesView
from bulletins.start_screen import StartView
from bulletins.writing import BulletinCreateView, BulletinEditView


def _force(bulletin: Bulletin) -> str:
    """Whether and until when a bulletin is in force; being published is another column's."""
    begin, end = bulletin.valid_from, bulletin.in_force_until
    if bulletin.withdrawn_at:
        return gettext("withdrawn on %(time)s") % {"time": _time(bulletin.withdrawn_at)}
    if bulletin.ended_at:
        return gettext("ended on %(time)s") % {"time": _time(bulletin.ended_at)}
    if end and bulletin.is_expired():
        return gettext("expired on %(time)s") % {"time": _time(end)}
    if begin and begin > timezone.now():
        return gettext("from %(time)s") % {"time": _time(begin)}
    if end:
        return gettext("until %(time)s") % {"time": _time(end)}
    return gettext("until withdrawn")


def _status(bulletin: Bulletin) -> str:
    """As Wagtail's tag has it; what was withdrawn is no draft."""
    return (
        pgettext("bulletin", "withdrawn") if bulletin.withdrawn_at else str(bulletin.status_string)
    )


def _time(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


class LiveBulletinsMixin:
    """Everybody may refer to a published bulletin; drafts are for those who write them."""

    def get_object_list(self) -> QuerySet[Bulletin]:
        return Bulletin.objects.sources().filter(live=True)


class BulletinChooseView(LiveBulletinsMixin, ChooseView):
    pass


class BulletinChooseResultsView(LiveBulletinsMixin, ChooseResultsView):
    pass


class BulletinChosenView(SnippetChosenView):
    def get_object(self, pk: str) -> Bulletin:
        return Bulletin.objects.sources().get(pk=pk, live=True)


class BulletinChosenMultipleView(SnippetChosenMultipleView):
    def get_objects(self, pks: list[str]) -> QuerySet[Bulletin]:
        return Bulletin.objects.sources().filter(pk__in=pks, live=True)


class BulletinChooserViewSet(SnippetChooserViewSet):
    choose_view_class = BulletinChooseView
    choose_results_view_class = BulletinChooseResultsView
    chosen_view_class = BulletinChosenView
    chosen_multiple_view_class = BulletinChosenMultipleView


class BulletinIndexView(IndexView):
    """What leads to a new bulletin leads to the question what it starts from."""

    # Rows become blocks in narrow windows.
    table_classname = "listing desk-listing"

    start_url_name = ""

    def get_add_url(self) -> str | None:
        return reverse(self.start_url_name) if super().get_add_url() else None

    def paginate_queryset(self, queryset: Any, page_size: int) -> tuple[Any, ...]:
        paginator, page, rows, is_paginated = super().paginate_queryset(queryset, page_size)
        bulletins = list(rows)
        words = describe_all(bulletins)
        for bulletin in bulletins:
            bulletin.audience_in_words = words[bulletin.translation_key]
        return paginator, page, bulletins, is_paginated


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
    index_view_class = BulletinIndexView
    inspect_view_class = BulletinInspectView
    filterset_class = BulletinFilterSet
    chooser_viewset_class = BulletinChooserViewSet
    add_view_class = BulletinCreateView
    edit_view_class = BulletinEditView
    create_template_name = "bulletins/admin/create.html"
    edit_template_name = "bulletins/admin/edit.html"
    list_display = [
        "title",
        Column("get_urgency_display", label=_("Urgency"), sort_key="urgency"),
        Column("issued_on", label=_("Date of issue"), sort_key="issued_on"),
        Column("audience_in_words", label=_("For whom")),
        Column(_force, label=_("In force"), sort_key="valid_until"),
        LocaleColumn(),
        StatusTagColumn(
            _status, label=_("Status"), sort_key="live", primary=lambda bulletin: bulletin.live
        ),
    ]
    ordering = ["-issued_on", "-pk"]

    def construct_view(self, view_class: type[Any], **kwargs: Any) -> Any:
        if issubclass(view_class, PermissionCheckedMixin):
            view_class = type(view_class.__name__, (ReachMixin, view_class), {})
        return super().construct_view(view_class, **kwargs)

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        start = {"start_url_name": self.get_url_name("start")}
        return super().get_index_view_kwargs(**start, **kwargs)

    @property
    def start_view(self) -> Any:
        return self.construct_view(StartView)

    @property
    def preview_agencies_view(self) -> Any:
        return self.construct_view(PreviewAgenciesView)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("start/", self.start_view, name="start"),
            path("preview-agencies/", self.preview_agencies_view, name="preview_agencies"),
        ]
